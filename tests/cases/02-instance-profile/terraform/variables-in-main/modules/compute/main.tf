variable "ami" {
  type = string
}

variable "subnet_id" {
  type = string
}

resource "aws_instance" "web" {
  ami           = var.ami
  instance_type = "t3.micro"
  subnet_id     = var.subnet_id

  tags = {
    Name = "web"
  }
}

output "public_ip" {
  value = aws_instance.web.public_ip
}
