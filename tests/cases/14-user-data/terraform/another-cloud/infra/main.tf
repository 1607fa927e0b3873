resource "hcloud_server" "app" {
  name      = "app"
  image     = "debian-12"
  user_data = file("${path.module}/scripts/init.sh")
}
