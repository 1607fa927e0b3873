resource "aws_instance" "app" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"
  user_data = templatefile("${path.module}/init.sh", {
    certificate = file("${path.module}/certificate.pem")
  })
}
