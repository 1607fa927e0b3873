resource "aws_instance" "app" {
  ami           = var.ami
  instance_type = "t3.micro"

  user_data = <<-EOF
    #!/bin/bash
    apt-get update
    apt-get install -y docker.io
  EOF

  tags = {
    Name = "app"
  }
}
