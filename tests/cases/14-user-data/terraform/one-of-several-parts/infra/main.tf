resource "aws_instance" "app" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"
  user_data = join("\n", [
    file("${path.module}/scripts/packages.sh"),
    file("${path.module}/scripts/start.sh"),
  ])
}
