variable "name" {
  type = string
}

resource "aws_instance" "this" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"
  tags          = { Name = var.name }
}
