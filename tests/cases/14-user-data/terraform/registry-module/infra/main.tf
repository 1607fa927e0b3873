provider "aws" {
  region = "eu-central-1"
}

module "app" {
  source  = "terraform-aws-modules/ec2-instance/aws"
  version = "~> 5.0"

  name      = "app"
  user_data = file("${path.module}/init.sh")
}
