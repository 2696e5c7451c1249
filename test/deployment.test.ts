/*
 * The files that run the image, held to the settings and the Dockerfile: a name that is wrong in one
 * of them shows up here and not in production.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse, parseAllDocuments } from 'yaml';
import { isVariableName } from '../src/config/environment.ts';
import { readConfig } from '../src/config.ts';
import { argsOf, findStage, readDockerfile, withBases } from './read-dockerfile.ts';

const ROOT = join(import.meta.dirname, '..');
const KUBERNETES = 'deploy/kubernetes';
const stages = readDockerfile();
const image = withBases(stages, findStage(stages, 'service'));
const [, imageJournal = ''] = /TRANSCRIPTS_DIR=(\S+)/.exec(argsOf(image, 'ENV').join('\n')) ?? [];
const EXPOSED = argsOf(image, 'EXPOSE').join().split(' ').map(Number);

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** The configuration that settings give, or a failure that says what is wrong with them. */
function configure(settings: Record<string, string>) {
  const reading = readConfig(settings);
  assert.ok(reading.ok, reading.ok ? '' : reading.faults.join('\n'));
  for (const name of Object.keys(settings)) assert.ok(isVariableName(name), name);
  return reading.config;
}

describe('docker-compose.yml', () => {
  // As Compose reads it when no variable is set: each has its default.
  const text = read('docker-compose.yml').replace(/\$\{\w+:-([^}]*)\}/g, '$1');
  const { services, configs, volumes } = parse(text, { merge: true });
  const settings: Record<string, string> = services.waybill.environment;

  test('the service takes its settings, and doubts only that Sanity is not https', () => {
    const { warnings, admin, sanity } = configure(settings);
    assert.deepEqual(warnings, ['SANITY_API_HOST is not https: the token travels in clear']);
    assert.equal(admin.host, '0.0.0.0');
    assert.equal(sanity.apiHost, 'http://sanity:3333');
  });

  test('the embedded Sanity starts as its image does, with the token of the service', () => {
    const stage = findStage(stages, services.sanity.build.target);
    const command = [...JSON.parse(argsOf(stage.instructions, 'CMD').join())];
    const token = ['--token', settings.SANITY_API_TOKEN];
    assert.deepEqual(services.sanity.command, [...command, ...token]);
    assert.deepEqual(argsOf(stage.instructions, 'EXPOSE'), ['3333']);
  });

  test('what is built is a stage, and what is pulled has one version', () => {
    const every = Object.values<{ image: string; build?: { target: string } }>(services);
    for (const { build, image } of every) {
      if (build === undefined) assert.match(image, /:v?\d+\.\d+\.\d+$/);
      else findStage(stages, build.target);
    }
  });

  test('what is ours can write to its volumes alone, and gains no rights', () => {
    for (const name of ['waybill', 'sanity']) {
      const { read_only, cap_drop, security_opt } = services[name];
      assert.deepEqual(
        [read_only, cap_drop, security_opt],
        [true, ['ALL'], ['no-new-privileges:true']],
      );
    }
    assert.deepEqual(services.waybill.volumes, [`transcripts:${imageJournal}`]);
    assert.ok('transcripts' in volumes);
  });

  test('every port is on loopback, and no two are the same', () => {
    const ports = Object.values<{ ports?: string[] }>(services).flatMap(({ ports = [] }) => ports);
    const hosts = ports.map((port) => /^127\.0\.0\.1:(\d+):\d+$/.exec(port)?.[1]);
    assert.ok(!hosts.includes(undefined), ports.join());
    assert.equal(new Set(hosts).size, hosts.length);
  });

  test('requests under way get their grace before the process is killed', () => {
    const { shutdownGraceMs } = configure(settings);
    assert.ok(Number.parseInt(services.waybill.stop_grace_period, 10) * 1000 > shutdownGraceMs);
  });

  test('Prometheus has the token of the internal port', () => {
    const [{ source, target }] = services.prometheus.configs;
    assert.equal(configs[source].content, settings.ADMIN_TOKEN);
    const { scrape_configs } = parse(read('deploy/prometheus/prometheus.yml'));
    const [{ authorization, static_configs }] = scrape_configs;
    assert.equal(join('/etc/prometheus', authorization.credentials_file), target);
    assert.deepEqual(static_configs[0].targets, ['waybill:9090']);
  });

  test('Grafana finds its dashboard, and Prometheus its rules', () => {
    const folder = 'deploy/grafana/provisioning/dashboards/waybill.yml';
    const { path } = parse(read(folder)).providers[0].options;
    assert.ok(
      services.grafana.volumes.includes(`./deploy/grafana/waybill.json:${path}/waybill.json:ro`),
    );
    const { rule_files } = parse(read('deploy/prometheus/prometheus.yml'));
    for (const name of rule_files) {
      const mount = `./deploy/prometheus/${name}:/etc/prometheus/${name}:ro`;
      assert.ok(services.prometheus.volumes.includes(mount), name);
    }
  });

  test('what is mounted is there', () => {
    const mounts = Object.values<{ volumes?: string[] }>(services).flatMap((one) => one.volumes);
    const ours = mounts.flatMap((mount) => /^\.\/([^:]+):[^:]+:ro$/.exec(mount ?? '')?.[1] ?? []);
    assert.ok(ours.length >= 3);
    for (const path of ours) assert.ok(existsSync(join(ROOT, path)), path);
  });
});

describe('Kubernetes', () => {
  const files = readdirSync(join(ROOT, KUBERNETES));
  // biome-ignore lint/suspicious/noExplicitAny: manifests, whose shape kubectl checks.
  const manifests: any[] = files.flatMap((file) =>
    parseAllDocuments(read(`${KUBERNETES}/${file}`)).map((document) => document.toJS()),
  );
  const find = (kind: string, name = 'waybill') =>
    manifests.find((one) => one.kind === kind && one.metadata?.name === name) ?? assert.fail(kind);
  const { spec } = find('StatefulSet');
  const pod = spec.template.spec;
  const [main, archive] = pod.containers;
  const filled = {
    ...find('ConfigMap').data,
    SANITY_PROJECT_ID: 'abc123',
    SANITY_DATASET: 'production',
    SANITY_API_TOKEN: 'token',
    VAPI_SECRET: 'a-secret-of-some-length',
    ADMIN_TOKEN: 'a-token-of-some-length',
    HUMAN_CONTACT: 'Ask at any post office.',
  };

  test('the kustomization has every manifest but the example', () => {
    const { resources } = parse(read(`${KUBERNETES}/kustomization.yaml`));
    const others = ['kustomization.yaml', 'secret.example.yaml'];
    assert.deepEqual(
      resources.toSorted(),
      files.filter((file) => !others.includes(file)),
    );
  });

  test('the service takes the settings without a doubt, once they are filled in', () => {
    const config = configure(filled);
    assert.deepEqual(config.warnings, []);
    assert.equal(config.recording.dir, imageJournal);
  });

  test('the service refuses every value that is an example', () => {
    const reading = readConfig({ ...find('ConfigMap').data, ...find('Secret').stringData });
    assert.ok(!reading.ok);
    const refused = reading.faults.map((fault) => fault.split(' ')[0]);
    const examples = [
      'SANITY_PROJECT_ID',
      'SANITY_DATASET',
      'HUMAN_CONTACT',
      ...Object.keys(find('Secret').stringData),
    ];
    assert.deepEqual(refused.toSorted(), examples.toSorted());
  });

  test('one pod has the journal to itself', () => {
    assert.equal(spec.replicas, 1);
    const [claim] = spec.volumeClaimTemplates;
    assert.deepEqual(claim.spec.accessModes, ['ReadWriteOncePod']);
    for (const { volumeMounts } of [main, archive]) {
      assert.deepEqual(volumeMounts, [{ name: claim.metadata.name, mountPath: imageJournal }]);
    }
    assert.equal(pod.shareProcessNamespace, true, 'the lock tells the living from the dead');
  });

  test('nothing runs as root, gains rights or writes past the journal', () => {
    const [user] = argsOf(image, 'USER').join().split(':').map(Number);
    const { runAsNonRoot, runAsUser, fsGroup } = pod.securityContext;
    assert.deepEqual([runAsNonRoot, runAsUser, fsGroup], [true, user, user]);
    for (const { securityContext } of pod.containers) {
      assert.deepEqual(securityContext, {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
    assert.equal(pod.automountServiceAccountToken, false);
  });

  test('probes ask what the ports answer; readiness never restarts a pod', () => {
    const ports = Object.fromEntries(
      main.ports.map((port: { name: string; containerPort: number }) => [
        port.name,
        port.containerPort,
      ]),
    );
    assert.deepEqual(Object.values(ports), EXPOSED);
    const { http, admin } = configure(filled);
    assert.deepEqual(ports, { http: http.port, admin: admin.port });
    assert.deepEqual(main.startupProbe.httpGet, { path: '/healthz', port: 'http' });
    assert.deepEqual(main.livenessProbe.httpGet, { path: '/healthz', port: 'http' });
    assert.deepEqual(main.readinessProbe.httpGet, { path: '/readyz', port: 'admin' });
  });

  test('requests under way get their grace before the pod is killed', () => {
    assert.ok(pod.terminationGracePeriodSeconds * 1000 > configure(filled).shutdownGraceMs);
  });

  test('callers reach a pod that is not ready, since none else could answer them', () => {
    const service = find('Service').spec;
    assert.equal(service.publishNotReadyAddresses, true);
    assert.deepEqual(service.selector, spec.selector.matchLabels);
    assert.deepEqual(
      service.ports.map((one: { targetPort: string }) => one.targetPort),
      ['http'],
    );
    assert.ok(find('Service', spec.serviceName));
  });

  test('only Prometheus reaches the internal port', () => {
    const { ingress, policyTypes, podSelector } = find('NetworkPolicy').spec;
    assert.deepEqual(policyTypes, ['Ingress', 'Egress']);
    assert.deepEqual(podSelector.matchLabels, spec.template.metadata.labels);
    for (const { from, ports } of ingress) {
      const isOpen = from === undefined;
      assert.deepEqual(ports, [{ port: isOpen ? 'http' : 'admin' }]);
    }
  });

  test('a drain waits for an operator', () => {
    const { maxUnavailable, selector } = find('PodDisruptionBudget').spec;
    assert.equal(maxUnavailable, 0);
    assert.deepEqual(selector, spec.selector);
  });
});

describe('App Runner', () => {
  const { Resources, Parameters } = parse(read('deploy/apprunner.yaml'));
  const { SourceConfiguration, HealthCheckConfiguration } = Resources.Waybill.Properties;
  const { ImageConfiguration } = SourceConfiguration.ImageRepository;

  test('the service takes the settings without a doubt', () => {
    const settings: Record<string, string> = {};
    const { RuntimeEnvironmentVariables: plain, RuntimeEnvironmentSecrets: secret } =
      ImageConfiguration;
    for (const { Name, Value } of [...plain, ...secret]) {
      settings[Name] = typeof Value === 'string' ? Value : 'filled-in-as-it-should-be';
    }
    const { warnings, http } = configure(settings);
    assert.deepEqual(warnings, []);
    assert.equal(ImageConfiguration.Port, String(http.port));
    assert.equal(HealthCheckConfiguration.Path, '/healthz');
  });

  test('there is one instance, since the calls live in one process', () => {
    const { MinSize, MaxSize } = Resources.OneInstance.Properties;
    assert.deepEqual([MinSize, MaxSize], [1, 1]);
  });

  test('what the template refers to is in it', () => {
    const text = JSON.stringify(Resources);
    const names = [
      ...text.matchAll(/"Ref":"(\w+)"|"Fn::GetAtt":\["(\w+)"|"Fn::Sub":"[^"]*\$\{(\w+)/g),
    ].map(([, ...groups]) => groups.find((one) => one !== undefined) ?? '');
    assert.ok(names.length >= 8);
    for (const name of names) assert.ok(name in Resources || name in Parameters, name);
  });
});

describe('Kubernetes, options', () => {
  const OPTIONS = 'deploy/kubernetes-options';
  const services = parseAllDocuments(read(`${KUBERNETES}/service.yaml`)).map((one) => one.toJS());
  const portsOf = (name: string) =>
    services.find(({ metadata }) => metadata.name === name).spec.ports.map(port);
  const port = ({ name }: { name: string }) => name;

  test('each is a component that has its manifests, and that the kustomization names', () => {
    const named = read(`${KUBERNETES}/kustomization.yaml`);
    for (const option of readdirSync(join(ROOT, OPTIONS))) {
      const { kind, resources } = parse(read(`${OPTIONS}/${option}/kustomization.yaml`));
      assert.equal(kind, 'Component');
      const files = readdirSync(join(ROOT, OPTIONS, option));
      assert.deepEqual(
        resources,
        files.filter((file) => file !== 'kustomization.yaml'),
      );
      assert.ok(named.includes(`#   - ../kubernetes-options/${option}\n`), option);
    }
  });

  test('the Ingress leads to the public port, and to the webhook alone', () => {
    const { spec } = parse(read(`${OPTIONS}/ingress/ingress.yaml`));
    const [{ path, backend }] = spec.rules[0].http.paths;
    assert.deepEqual([path, backend.service.name], ['/webhook', 'waybill']);
    assert.ok(portsOf('waybill').includes(backend.service.port.name));
    assert.deepEqual(spec.tls[0].hosts, [spec.rules[0].host]);
  });

  test('Prometheus reads the internal port, with the token of the Secret', () => {
    const { spec } = parse(read(`${OPTIONS}/monitoring/servicemonitor.yaml`));
    const [endpoint] = spec.endpoints;
    assert.ok(portsOf('waybill-internal').includes(endpoint.port));
    assert.ok(!portsOf('waybill').includes(endpoint.port));
    const { labels } = parse(read(`${KUBERNETES}/kustomization.yaml`));
    assert.deepEqual(spec.selector.matchLabels, labels[0].pairs);
    const { name, key } = endpoint.authorization.credentials;
    const secret = parse(read(`${KUBERNETES}/secret.example.yaml`));
    assert.equal(secret.metadata.name, name);
    assert.ok(key in secret.stringData);
  });
});
