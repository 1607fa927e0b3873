resource "aws_instance" "app_server" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"
  user_data     = file("${path.module}/scripts/app-server-init.sh")
}

resource "aws_instance" "web_server" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"
  user_data     = file("${path.module}/scripts/web-server-init.sh")
}
