import { App, Validations } from 'aws-cdk-lib';
import { CapacityChecks, EcsStartProof, TaskDefinitionChecks } from '../lib';
import { PublishedTaskDefinitions } from './published-task-definitions';
import { Search } from './search';
import { Shop } from './shop';

const app = new App({ analyticsReporting: false });
new Shop(app, 'Shop');
new Search(app, 'Search');
new PublishedTaskDefinitions(app, 'Groundwork');

// Every task, whoever wrote it: can it start, does it fit, does ECS take it?
Validations.of(app).addPlugins(new EcsStartProof(), new CapacityChecks(), new TaskDefinitionChecks());
