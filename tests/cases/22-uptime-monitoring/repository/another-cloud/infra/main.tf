resource "hcloud_server" "app" {
  name        = "app"
  server_type = "cx22"
  image       = "debian-12"
}
