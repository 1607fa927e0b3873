module "app_server" {
  source = "../../modules/ec2"
  ami_id = var.ami_id
}

module "web_server" {
  source = "../../modules/ec2"
  ami_id = var.ami_id
}

module "bastion" {
  source = "../../modules/ec2"
  ami_id = var.ami_id
}
