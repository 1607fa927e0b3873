module "app" {
  source  = "terraform-aws-modules/ec2-instance/aws"
  version = "~> 5.0"

  iam_instance_profile = "vm"
}

module "images" {
  source = "git::https://example.com/modules.git//ecr?ref=v1"
}

module "platform" {
  source = "../../modules/platform"
}
