resource "aws_instance" "server" {
  ami           = "ami-1"
  instance_type = "t3.small"
}

variable "ai_domain" {
  type    = string
  default = "ai.clinic.health"
}

resource "aws_route53_record" "ai" {
  zone_id = "Z0000000000"
  name    = var.ai_domain
  type    = "A"
  ttl     = 600
  records = [aws_instance.server.public_ip]
}
