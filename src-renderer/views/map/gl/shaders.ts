/** Places a point: plane to clip space by the camera; chosen points larger, and in front of the others' edges. */
export const vertexShader = `#version 300 es
precision highp float;
in float x;
in float y;
in float shape;
in vec4 colour;
in float emphasis;
uniform vec3 camera;
uniform vec2 size;
uniform float pixels;
out vec4 shade;
flat out float kind;
flat out float diameter;
void main() {
  vec2 pixel = (vec2(x, y) - camera.xy) * camera.z;
  gl_Position = vec4(pixel / (size * 0.5), 0.0, 1.0);
  bool chosen = emphasis > 0.5 && emphasis < 1.5;
  bool faint = emphasis > 1.5;
  diameter = pixels * (chosen ? 1.5 : 1.0) * (shape > 0.5 ? 1.2 : 1.0);
  gl_PointSize = diameter;
  kind = shape;
  shade = vec4(colour.rgb, colour.a * (faint ? 0.18 : 1.0));
}
`;

/** A disc or a diamond with an edge one pixel soft. */
export const fragmentShader = `#version 300 es
precision mediump float;
in vec4 shade;
flat in float kind;
flat in float diameter;
out vec4 colour;
void main() {
  vec2 across = abs(gl_PointCoord - 0.5) * diameter;
  float edge = diameter * 0.5;
  float beyond = kind > 0.5 ? across.x + across.y - edge : length(across) - edge;
  float cover = clamp(0.5 - beyond, 0.0, 1.0) * shade.a;
  colour = vec4(shade.rgb * cover, cover);
}
`;
