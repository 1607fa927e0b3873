resource "aws_instance" "server" {
  ami           = "ami-1"
  instance_type = "t3.small"
}
