resource "aws_instance" "app" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"
  user_data = templatefile("${path.module}/scripts/init.sh.tftpl", {
    region = "eu-central-1"
  })
}
