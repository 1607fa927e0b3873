module "app" {
  source  = "terraform-aws-modules/ec2-instance/aws"
  version = "~> 5.0"
}
