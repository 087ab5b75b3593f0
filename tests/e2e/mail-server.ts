import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A real SMTP server that keeps what it is given, for stories whose people read their mail. */
export function openMailServer(port: number) {
  const mails: { to: string; subject: string; text: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const to = session.envelope.rcptTo[0]?.address ?? '';
        void PostalMime.parse(Buffer.concat(parts)).then(({ subject = '', text = '' }) => {
          mails.push({ to, subject, text });
          done();
        });
      });
    },
  });
  server.listen(port, '127.0.0.1');
  return {
    url: `smtp://127.0.0.1:${port}`,
    /** The path of the first link below `start` in the newest mail to an address; waits until there is one. */
    async linkTo(address: string, start: string): Promise<string> {
      for (let tries = 0; tries < 150; tries++) {
        const newest = mails.findLast((mail) => mail.to === address && mail.text.includes(start));
        const found = newest?.text.match(/https?:\/\/\S+/g)?.find((link) => link.includes(start));
        if (found) return new URL(found).pathname + new URL(found).search;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      throw new Error(`No mail to ${address} with a link to ${start}`);
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
export type MailServer = ReturnType<typeof openMailServer>;
