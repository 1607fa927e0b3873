resource "hcloud_server" "app" {
  name        = "app"
  image       = "ubuntu-24.04"
  server_type = "cx22"
}
