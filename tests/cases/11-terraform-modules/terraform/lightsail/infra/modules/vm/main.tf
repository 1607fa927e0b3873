resource "aws_lightsail_instance" "this" {
  name              = "app"
  availability_zone = "eu-central-1a"
  blueprint_id      = "ubuntu_22_04"
  bundle_id         = "small_3_0"
}
