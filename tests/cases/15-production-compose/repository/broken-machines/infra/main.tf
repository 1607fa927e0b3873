resource "aws_instance" "server" {
  ami = 
}
