resource "aws_instance" "host" {
  for_each      = toset(["app", "web"])
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"
  user_data     = file("${path.module}/scripts/${each.key}.sh")
}
