resource "aws_instance" "beside" {
  ami = "ami-0123456789abcdef0"
}

module "ec2" {
  source = "../.."
  ami    = aws_instance.beside.ami
}
