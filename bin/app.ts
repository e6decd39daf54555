import { App } from 'aws-cdk-lib';
import { PublishedTaskDefinitions } from './published-task-definitions';

const app = new App({ analyticsReporting: false });
new PublishedTaskDefinitions(app, 'Groundwork');
