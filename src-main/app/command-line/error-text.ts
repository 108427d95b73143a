/** What was wrong and, where the message does not say so itself, what is allowed. */
export function errorText({ message, allowed }: { message: string; allowed?: string | undefined }): string {
  if (!allowed || message.includes(allowed)) return message;
  return `${message}${/[.!?)]$/.test(message) ? '' : '.'} Allowed: ${allowed}.`;
}
