-- Add this at the end of /etc/prosody/prosody.cfg.lua (after the last VirtualHost), then: systemctl restart prosody
-- A reload does not start new components; without a restart: prosodyctl shell host activate mail.example.org
-- One component for each network in gateway.json. Its name is the network's "Domain"; the secret is "Xmpp:Secret".
-- The link is not encrypted, so Prosody offers it on 127.0.0.1:5347 only. That is its default; to change it, in the global section:
--   component_interfaces = { "127.0.0.1" }
--   component_ports = { 5347 }

Component "mail.example.org"
  component_secret = "change me"

Component "matrix.example.org"
  component_secret = "change me"
