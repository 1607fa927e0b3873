resource "aws_instance" "server" {
  ami           = "ami-1"
  instance_type = "t3.small"
}
resource "aws_instance" "second" {
  ami           = "ami-1"
  instance_type = "t3.small"
}
resource "aws_instance" "third" {
  ami           = "ami-1"
  instance_type = "t3.small"
}
