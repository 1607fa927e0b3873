resource "aws_instance" "this" {
  ami           = "ami-1"
  instance_type = "t3.small"
}
