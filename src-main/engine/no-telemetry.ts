/*
 * From 1.30 on ONNX Runtime keeps an id of the machine in the user's cache folder and tells its makers what it ran. It
 * asks for this variable before its first session, not when it is loaded, and programs started from here inherit it.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';
