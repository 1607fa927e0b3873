module "bastion" {
  source = "../../modules/vm"
}
