package spec

// Cohort is a group of like patients and what they wear. Its patients are
// {cohort}-{NNNN} from 0001.
type Cohort struct {
	Patients     Int          `yaml:"patients" required:"true" min:"0" max:"10000000" doc:"number of patients"`
	Share        Percent      `yaml:"share" default:"100%" doc:"share of that number"`
	Profile      string       `yaml:"profile" default:"healthy-adult" format:"profile" doc:"named set of conditions and demographics"`
	Labels       Map[string]  `yaml:"labels" doc:"labels of every patient"`
	Demographics Demographics `yaml:"demographics" doc:"fixed values or distributions; without them those of the profile"`
	Fitness      Fitness      `yaml:"fitness" doc:"physical fitness"`
	Conditions   Map[With]    `yaml:"conditions" doc:"chronic conditions with their parameters"`
	Variability  *float64     `yaml:"variability" min:"0" max:"1" doc:"0 switches all sampling and variation off, 1 is the population"`
	Glucose      *Glucose     `yaml:"glucose" doc:"who controls insulin, and a type 1 patient from files"`
	Twin         string       `yaml:"twin" doc:"a fitted twin file"`
	Devices      Map[Device]  `yaml:"devices" doc:"what each patient wears, by key"`
	Load         *Load        `yaml:"load" doc:"how the cohort comes and goes"`
}

// With is a set of named parameters.
type With = Map[Value]

// Demographics of a cohort; nil is the profile's.
type Demographics struct {
	Age    *Dist   `yaml:"age" unit:"years" doc:"age in years"`
	Sex    *Choice `yaml:"sex" enum:"female,male" doc:"female, male, or shares: {female: 52%, male: 48%}"`
	Height *Dist   `yaml:"height" unit:"cm" doc:"height: 180 cm"`
	Weight *Dist   `yaml:"weight" unit:"kg" doc:"weight: 77 kg"`
}

// Fitness of a cohort.
type Fitness struct {
	VO2Max *Dist `yaml:"vo2max" unit:"mL/kg/min" doc:"maximal oxygen uptake: 45 mL/kg/min"`
}

// Glucose says how insulin is controlled, and names the files of a published type 1 patient.
type Glucose struct {
	Parameters string `yaml:"parameters" doc:"JSON with the S2008 names"`
	Inputs     string `yaml:"inputs" doc:"CSV with t_min, insulin_U_per_min, meal_announced_g; they are all the insulin that there is"`
	Therapy    string `yaml:"therapy" default:"open-loop" enum:"open-loop,basal-bolus,loop,none" doc:"the basal rate alone; with a bolus for each announced meal; a loop with limits by its sensor; no insulin. Limits and ratios are those of the patient's basal rate"`
	Sensor     string `yaml:"sensor" default:"perfect" enum:"perfect,vettoretti2019,icgm,poor" doc:"glucose sensor of the therapy: the true value, or with the error of a grade"`
}

// Device is one device of each patient of a cohort.
type Device struct {
	Model    string       `yaml:"model" doc:"device type, built in or of a plugin"`
	Use      string       `yaml:"use" doc:"template to start from"`
	Plugin   string       `yaml:"plugin" doc:"name of a plugin of this scenario that serves the model"`
	Fitted   Percent      `yaml:"fitted" default:"100%" doc:"share of the patients that have it"`
	Via      string       `yaml:"via" doc:"name of a gateway"`
	Network  string       `yaml:"network" doc:"name of a network"`
	Target   string       `yaml:"target" doc:"name of a target; without it the first"`
	Publish  Publish      `yaml:"publish" doc:"how often and how it publishes"`
	Buffer   *Buffer      `yaml:"buffer" doc:"store and forward"`
	Firmware Map[Percent] `yaml:"firmware" names:"version" doc:"share of the fleet by firmware version"`
	Clock    DeviceClock  `yaml:"clock" doc:"the device's own clock"`
	Settings Map[Any]     `yaml:"settings" names:"any" doc:"configuration of the device type"`
}

// Publish says how often and how a device publishes; nil and empty are the device type's own.
type Publish struct {
	Every    *DurationDist `yaml:"every" doc:"interval between messages"`
	Jitter   Duration      `yaml:"jitter" doc:"random delay of each message, up to this"`
	QoS      *Int          `yaml:"qos" enum:"0,1,2" doc:"MQTT quality of service"`
	Retain   bool          `yaml:"retain" doc:"MQTT retain flag"`
	Topic    string        `yaml:"topic" doc:"topic template"`
	Encoding string        `yaml:"encoding" enum:"json,fhir,hl7v2,sparkplug,senml-json,senml-cbor,gatt,openmhealth" doc:"how an observation is rendered"`
}

// Buffer is store-and-forward of a device or gateway.
type Buffer struct {
	Messages Int      `yaml:"messages" min:"0" doc:"messages that it holds; 0 is no limit"`
	For      Duration `yaml:"for" doc:"longest age"`
	Drop     string   `yaml:"drop" default:"oldest" enum:"oldest,newest" doc:"which goes when it is full"`
}

// DeviceClock is the device's own clock: offset and drift against simulated time.
type DeviceClock struct {
	Skew     *DurationDist `yaml:"skew" doc:"offset: fixed or a distribution; may be negative"`
	DriftPPM *Dist         `yaml:"drift_ppm" doc:"drift in parts per million"`
	Zone     string        `yaml:"zone" doc:"time zone of its time stamps"`
}

// Load says how a cohort's devices come and go.
type Load struct {
	Executor string        `yaml:"executor" required:"true" enum:"immediate,ramping,connect-rate,churn,diurnal" doc:"how devices connect"`
	Stages   []Stage       `yaml:"stages" doc:"ramping, churn: shares over time"`
	Rate     *Rate         `yaml:"rate" doc:"connect-rate: 10/s"`
	Stay     *DurationDist `yaml:"stay" doc:"churn: how long a patient stays"`
	Jitter   Duration      `yaml:"jitter" doc:"random delay of each connection, up to this"`
	Curve    string        `yaml:"curve" doc:"diurnal: name of the daily curve"`
}

// Stage is one step of a ramp.
type Stage struct {
	To   Percent  `yaml:"to" required:"true" doc:"share of the cohort at its end"`
	Over Duration `yaml:"over" doc:"time of the ramp"`
	Hold Duration `yaml:"hold" doc:"time to stay there"`
}

// Target is a system that telemetry goes to.
type Target struct {
	URL          string    `yaml:"url" required:"true" doc:"mqtt://host:1883, mqtts://host:8883, ws://…, file:…"`
	Version      string    `yaml:"version" default:"3.1.1" enum:"3.1,3.1.1,5" doc:"MQTT version; 5 only through the fleet link"`
	Link         string    `yaml:"link" default:"auto" enum:"auto,paho,fleet" doc:"client implementation"`
	ClientID     string    `yaml:"client_id" default:"{device}" doc:"template of the client id"`
	Username     string    `yaml:"username" doc:"user name, a template"`
	Password     Secret    `yaml:"password" doc:"only as ${env.NAME}; else use password_file"`
	PasswordFile string    `yaml:"password_file" doc:"file that holds the password"`
	TLS          *TLS      `yaml:"tls" doc:"certificates"`
	Keepalive    Duration  `yaml:"keepalive" default:"60s" doc:"MQTT keep-alive, wall time"`
	CleanSession bool      `yaml:"clean_session" default:"true" doc:"MQTT clean session"`
	Inflight     Int       `yaml:"inflight" default:"32" min:"1" max:"65535" doc:"unacknowledged messages a connection"`
	Will         *Will     `yaml:"will" doc:"last will; without it the retained status topic"`
	Reconnect    Reconnect `yaml:"reconnect" doc:"what a client does after a loss"`
	Topics       string    `yaml:"topics" default:"plain" enum:"plain,sparkplug,aws,azure" doc:"topic convention"`
	Topic        string    `yaml:"topic" doc:"topic template; without it that of the convention"`
	Site         string    `yaml:"site" default:"default" doc:"site of devices without a site label"`
}

// TLS names certificate files; {device} in a path is the device's id.
type TLS struct {
	CA       string `yaml:"ca" doc:"certificate authority that the server must have"`
	Cert     string `yaml:"cert" doc:"client certificate"`
	Key      string `yaml:"key" doc:"client key"`
	Insecure bool   `yaml:"insecure" doc:"do not verify the server; loopback only"`
	Profile  string `yaml:"profile" default:"modern" enum:"modern,legacy" doc:"modern is TLS 1.3, legacy allows 1.2"`
}

// Will is the MQTT last will.
type Will struct {
	Topic   string `yaml:"topic" required:"true" doc:"topic template"`
	Payload string `yaml:"payload" doc:"text of the message"`
	QoS     Int    `yaml:"qos" default:"0" enum:"0,1,2" doc:"MQTT quality of service"`
	Retain  bool   `yaml:"retain" doc:"MQTT retain flag"`
}

// Reconnect is the policy after a lost connection; times are wall time.
type Reconnect struct {
	Backoff string   `yaml:"backoff" default:"exponential" enum:"immediate,constant,exponential,backoff,never" doc:"how waits grow; backoff is exponential"`
	Min     Duration `yaml:"min" default:"1s" doc:"first wait"`
	Max     Duration `yaml:"max" default:"60s" doc:"longest wait"`
	Jitter  Percent  `yaml:"jitter" default:"20%" doc:"random part of each wait"`
}

// Network is the condition of a network.
type Network struct {
	Latency   Duration  `yaml:"latency" doc:"one-way delay"`
	Jitter    Duration  `yaml:"jitter" doc:"variation of the delay"`
	Loss      Percent   `yaml:"loss" doc:"packet loss, felt as retransmit delay"`
	Bandwidth Bandwidth `yaml:"bandwidth" doc:"limit: 500kbit, 2Mbit; none is no limit"`
}

// Gateway collects from devices, buffers and forwards.
type Gateway struct {
	Count     Int     `yaml:"count" required:"true" min:"1" max:"1000000" doc:"number of gateways of this name"`
	Network   string  `yaml:"network" doc:"name of a network"`
	Target    string  `yaml:"target" doc:"name of a target; without it the first"`
	Multiplex bool    `yaml:"multiplex" default:"true" doc:"one connection for all its devices"`
	Buffer    *Buffer `yaml:"buffer" doc:"store and forward"`
	Flush     Flush   `yaml:"flush" doc:"how a backlog goes out"`
}

// Flush says how a backlog goes out.
type Flush struct {
	Rate  FlushRate `yaml:"rate" default:"max" doc:"max, or a rate: 50/s"`
	Order string    `yaml:"order" default:"oldest-first" enum:"oldest-first,newest-first,shuffled" doc:"order of the backlog"`
	Batch Int       `yaml:"batch" default:"50" min:"1" doc:"messages a batch"`
}
