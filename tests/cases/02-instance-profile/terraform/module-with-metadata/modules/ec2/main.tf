locals {
  name = "${var.project}-${var.environment}"
}

resource "aws_instance" "this" {
  count = var.instances

  ami                         = var.ami
  instance_type               = var.instance_type
  associate_public_ip_address = false
  monitoring                  = true # CloudWatch every minute
  # user_data = file("init.sh")

  metadata_options {
    http_tokens = "optional"
  }

  lifecycle {
    ignore_changes = [ami, user_data]
  }

  tags = merge(var.tags, { Name = local.name })
}
