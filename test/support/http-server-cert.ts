/**
 * A self-signed certificate for the name `site.test` and its key, for servers in tests. Nothing trusts it, and the name
 * cannot exist on the internet (RFC 6761), so the key is no secret.
 */
export const SITE_TEST = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgSwV9AxhzTRAy10PX
10yMwgYxI+VPsaqt0V3vh0HMxYyhRANCAAQmPr6lFIE1gZXWziaM4pccx4PNf7fb
ep/m8pdCBdv+XpXul/xILsNy5+Zrx48/EF4zKVvKChsAYwQPLXSOGeJ1
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBlDCCATugAwIBAgIUGEElccxufVtuu2FSSac4OZ5dMRIwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJc2l0ZS50ZXN0MCAXDTI2MTEyMzA2MDk0NVoYDzIxMjYxMDMw
MDYwOTQ1WjAUMRIwEAYDVQQDDAlzaXRlLnRlc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQmPr6lFIE1gZXWziaM4pccx4PNf7fbep/m8pdCBdv+XpXul/xILsNy
5+Zrx48/EF4zKVvKChsAYwQPLXSOGeJ1o2kwZzAdBgNVHQ4EFgQUaPe64OjfseON
8oz8iUIlfY8lMj0wHwYDVR0jBBgwFoAUaPe64OjfseON8oz8iUIlfY8lMj0wDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglzaXRlLnRlc3QwCgYIKoZIzj0EAwID
RwAwRAIgdv+CzS92X6B/lICT3SH9yEu3tQj6b7PRIj7GJCxs/jkCIFV5fOvcEahe
wmzOskWapUdJFDBZxLzSJmF+FzLCqM/m
-----END CERTIFICATE-----
`,
};
