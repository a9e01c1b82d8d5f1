log = { info = "*console" }
certificates = "certs"
modules_enabled = { "roster", "saslauth", "tls", "dialback", "disco", "carbons", "mam", "offline", "pep", "blocklist", "ping", "smacks", "time", "vcard_legacy", "version" }
authentication = "internal_hashed"
-- Only the network of the containers reaches it: the port is not published.
component_interfaces = { "0.0.0.0" }
component_ports = { 5347 }
local secret = FileLine("/run/secrets/component")

VirtualHost "example.org"

Component "mail.example.org"
  component_secret = secret
Component "matrix.example.org"
  component_secret = secret
