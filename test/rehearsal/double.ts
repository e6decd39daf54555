import { Account } from './account';
import { Engine } from './engine';
import { Services } from './stack';
import { Front } from './front';
import { SERVICES } from './services';
import { World } from './world';

/** A double of AWS: one account in one region, empty but for what `cdk bootstrap` leaves. */
export class Double {
  public readonly world = new World();
  public readonly engine: Engine;
  public readonly front: Front;

  public constructor(services: Services = SERVICES) {
    this.engine = new Engine(this.world, services);
    const account = new Account(this.engine, (address) => this.front.object(address));
    this.front = new Front((request) => account.answer(request));
  }
}
