import fs from 'node:fs';

export interface LivekitSettings {
  port: number;
  tcpPort: number;
  udpPort: number;
  nodeIp: string;
  apiKey: string;
  apiSecret: string;
  webhookUrl: string;
  /** Only this machine reaches it: the product passes signalling on itself. */
  loopbackOnly: boolean;
}

/** Writes the LiveKit server's configuration, readable by its owner only. JSON is YAML. */
export function writeLivekitConfig(file: string, s: LivekitSettings): void {
  const config = {
    port: s.port,
    bind_addresses: ['127.0.0.1'],
    keys: { [s.apiKey]: s.apiSecret },
    logging: { level: 'warn', json: true, pion_level: 'error' },
    rtc: {
      tcp_port: s.tcpPort,
      udp_port: s.udpPort,
      node_ip: s.nodeIp,
      use_external_ip: false,
      // Without this list clients ask Google's; on one network nobody needs any.
      stun_servers: [],
      enable_loopback_candidate: s.loopbackOnly,
      // Off by default although the sample file says otherwise: voice must win over video on thin lines.
      congestion_control: { enabled: true, allow_pause: true },
    },
    room: {
      // Rooms are made by the product; a token alone must not open one.
      auto_create: false,
      empty_timeout: 900,
      departure_timeout: 900,
      // Naming codecs switches RED off unless it is named too, and RED keeps voices whole on bad lines.
      enabled_codecs: [
        { mime: 'audio/opus' },
        { mime: 'audio/red' },
        { mime: 'video/vp8' },
        { mime: 'video/rtx' },
      ],
    },
    webhook: { api_key: s.apiKey, urls: [s.webhookUrl] },
  };
  fs.writeFileSync(file, JSON.stringify(config, null, 2), { mode: 0o600 });
}
