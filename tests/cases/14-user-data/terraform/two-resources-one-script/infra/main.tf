resource "aws_instance" "blue" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"
  user_data     = file("${path.module}/scripts/init.sh")
}

resource "aws_instance" "green" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"
  user_data     = file("${path.module}/scripts/init.sh")
}
