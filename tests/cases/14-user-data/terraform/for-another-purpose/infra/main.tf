resource "aws_instance" "this" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"
  user_data     = file("${path.module}/scripts/jenkins.sh")
}
