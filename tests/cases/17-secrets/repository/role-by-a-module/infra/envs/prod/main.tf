provider "aws" {
  region = "eu-central-1"
}

module "app_server" {
  source = "../../modules/ec2"
  iam_instance_profile = module.iam.instance_profile_name
}
