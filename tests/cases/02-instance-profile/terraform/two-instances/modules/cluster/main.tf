resource "aws_instance" "master" {
  ami           = var.ami
  instance_type = "t3.medium"
}

resource "aws_instance" "worker" {
  count = var.workers

  ami           = var.ami
  instance_type = "t3.large"

  tags = {
    Name = "worker-${count.index}"
  }
}
