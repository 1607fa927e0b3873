provider "aws" {}

module "app" {
  source  = "terraform-aws-modules/ec2-instance/aws"
  version = "~> 5.6"

  name          = "app"
  instance_type = "t3.small"
}

module "worker" {
  source = "terraform-aws-modules/ec2-instance/aws"

  name                        = "worker"
  create_iam_instance_profile = true
}
