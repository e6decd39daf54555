/*
 * Kernel parameters that a container could be given, as four Linux kernels have them.
 *
 * Source: Debian kernels 5.10.262, 6.1.192 and 6.12.95 (booted in qemu with nf_conntrack, br_netfilter, ip_vs, sctp and
 * tcp_bbr loaded) and 6.18.44, read 2026-11-20. Every file under /proc/sys/net and /proc/sys/fs/mqueue and the kernel.*
 * names that ECS takes was looked for in the initial namespaces and again after `unshare -n -i`; what was writable there
 * was written back, and the least and greatest integer that it takes were found by bisection.
 *
 * A line `@prefix` opens a folder. The lines below it read `states kind: name=value ...`, indented lines go on:
 * - states: one letter for each of 5.10, 6.1, 6.12, 6.18: w writable in a new namespace, r read-only there, h only in the
 *   host's namespace, t a trigger that keeps no value, - not there at all (version, configuration or module);
 * - kind: `low..high` for an integer (i32, u8, u31, u32, bool, sec: see RANGES), `a|b|c|d` where the four kernels
 *   differ, `int` an integer whose range was not measured, `n:low..high` n numbers, `text`, or `none` where it can never
 *   be written;
 * - value: what a new namespace starts with, `~` for a space, `a/b/c` for all, default and an interface. None where the
 *   kernel makes it from the size of the memory.
 *
 * Loaded on first use only; see kernel-parameters.ts.
 */

/** Short names of the ranges that come often. `sec` is kept in jiffies: 2^31 / HZ with the usual HZ of 250. */
export const RANGES: { readonly [kind: string]: string } = {
  bool: '0..1',
  i32: '-2147483648..2147483647',
  sec: '-8589934..8589934',
  u31: '0..2147483647',
  u32: '0..4294967295',
  u8: '0..255',
};

export const KERNEL_PARAMETER_TABLE = `
@fs.mqueue
wwww i32: queues_max=256
wwww 1..65536: msg_default=10 msg_max=10
wwww 128..16777216: msgsize_default=8192 msgsize_max=8192
@kernel
wwww bool: shm_rmid_forced=0
wwww 0..18446744073709551615: shmall=18446744073692774399 shmmax=18446744073692774399
wwww u31: msgmax=8192 msgmnb=16384
wwww 0..32768: msgmni=32000 shmmni=4096
wwww 4: sem=32000~1024000000~500~32000
@net
hhhh none: nf_conntrack_max
@net.bridge
wwww int: bridge-nf-call-arptables=1 bridge-nf-call-ip6tables=1 bridge-nf-call-iptables=1
  bridge-nf-filter-pppoe-tagged=0 bridge-nf-filter-vlan-tagged=0 bridge-nf-pass-vlan-input-dev=0
@net.core
--ww text: rps_default_mask
-hhh none: mem_pcpu_rsv netdev_unregister_timeout_secs skb_defer_max
-www bool: txrehash=1
hhhh none: bpf_jit_enable bpf_jit_harden bpf_jit_kallsyms bpf_jit_limit busy_poll busy_read default_qdisc dev_weight
  dev_weight_rx_bias dev_weight_tx_bias devconf_inherit_init_net fb_tunnels_only_for_init_net flow_limit_cpu_bitmap
  flow_limit_table_len gro_normal_batch high_order_alloc_disable max_skb_frags message_burst message_cost
  netdev_budget netdev_budget_usecs netdev_max_backlog netdev_rss_key netdev_tstamp_prequeue rps_sock_flow_entries
  warnings
hhhw bool: tstamp_allow_data
hhrr none: rmem_default rmem_max wmem_default wmem_max
hhww u31: optmem_max
wwww i32: xfrm_acq_expires=30 xfrm_larval_drop=1
wwww u31: somaxconn=4096
wwww u32: xfrm_aevent_etime=10 xfrm_aevent_rseqth=2
@net.ipv4
---w 0..2: tcp_ecn_option=2
---w 0..3: tcp_ecn_option_beacon=3
---w 1..60000: tcp_tw_reuse_delay=1000
---w 1000..120000: tcp_rto_max_ms=120000
--rr none: udp_hash_entries
--ww bool: tcp_backlog_ack_defer=1 tcp_plb_enabled=0
--ww 0..127: tcp_syn_linear_timeouts=4
--ww u8: tcp_plb_suspend_rto_sec=60
--ww 0..256: tcp_plb_cong_thresh=128
--ww 0..31: tcp_plb_idle_rehash_rounds=3 tcp_plb_rehash_rounds=12
--ww u32: fib_multipath_hash_seed=0
--ww 0..65536: udp_child_hash_entries=0
--ww 1..2147483647: tcp_rto_min_us=200000
--ww 1..255: tcp_pingpong_thresh=1
-rrr none: tcp_ehash_entries
-www bool: icmp_echo_enable_probe=0 tcp_shrink_window=0
-www 0..16777216: tcp_child_ehash_entries=0
-www 0..2: fib_notify_on_flag_change=0
-www u8: tcp_tso_rtt_log=9
-www 1..4095: fib_multipath_hash_fields=7
h--- none: tcp_rx_skb_cache tcp_tx_skb_cache
hhhh none: cipso_cache_bucket_size cipso_cache_enable cipso_rbm_optfmt cipso_rbm_strictvalid fib_sync_mem
  inet_peer_maxttl inet_peer_minttl inet_peer_threshold ipfrag_secret_interval tcp_available_ulp tcp_low_latency
  tcp_max_orphans tcp_mem udp_mem
hwww u31: icmp_msgs_burst=50 icmp_msgs_per_sec=1000
rrrr none: tcp_allowed_congestion_control tcp_available_congestion_control
wwww i32: icmp_ratemask=6168 igmp_max_memberships=20 igmp_max_msf=10 ip_forward=0 tcp_base_mss=1024
  tcp_challenge_ack_limit=2147483647 tcp_fastopen=1 tcp_limit_output_bytes=1048576 tcp_max_syn_backlog
  tcp_max_tw_buckets tcp_probe_threshold=8 xfrm4_gc_thresh=32768
wwww i32|u8|u8|u8: igmp_link_local_mcast_reports=1
wwww -2147483648..4194304|0..4194304|0..4194304|0..4194304: ipfrag_low_thresh=3145728
wwww -2147483648..9223372036854775807|0..9223372036854775807|0..9223372036854775807|0..9223372036854775807:
  tcp_comp_sack_delay_ns=1000000 tcp_comp_sack_slack_ns=100000
wwww
  -2147483648..9223372036854775807|3145728..9223372036854775807|3145728..9223372036854775807|3145728..9223372036854775807:
  ipfrag_high_thresh=4194304
wwww -31..31: tcp_adv_win_scale=1
wwww sec: ipfrag_time=30 tcp_fin_timeout=60 tcp_keepalive_intvl=75 tcp_keepalive_time=7200
wwww bool: fib_multipath_use_neigh=0 ip_autobind_reuse=0 ip_forward_update_priority=1 nexthop_compat_mode=1
  raw_l3mdev_accept=1 tcp_autocorking=1 tcp_l3mdev_accept=0 tcp_migrate_req=0 tcp_no_ssthresh_metrics_save=1
  tcp_reflect_tos=0 udp_l3mdev_accept=0
wwww 0..1000: tcp_pacing_ca_ratio=120 tcp_pacing_ss_ratio=200
wwww 0..17179869: tcp_probe_interval=600
wwww 0..2: tcp_tw_reuse=2
wwww u31: icmp_ratelimit=1000 ipfrag_max_dist=64 tcp_fastopen_blackhole_timeout_sec=0 tcp_invalid_ratelimit=500
wwww u8: fwmark_reflect=0 ip_dynaddr=0 ip_early_demux=1 ip_forward_use_pmtu=0 ip_no_pmtu_disc=0 ip_nonlocal_bind=0
  tcp_abort_on_overflow=0 tcp_comp_sack_nr=44 tcp_dsack=1 tcp_fack=0 tcp_frto=2 tcp_fwmark_accept=0
  tcp_keepalive_probes=9 tcp_moderate_rcvbuf=1 tcp_mtu_probing=0 tcp_no_metrics_save=0 tcp_orphan_retries=0
  tcp_recovery=1 tcp_retrans_collapse=1 tcp_retries1=3 tcp_retries2=15 tcp_rfc1337=0 tcp_sack=1
  tcp_slow_start_after_idle=1 tcp_stdurg=0 tcp_synack_retries=5 tcp_syncookies=1 tcp_thin_linear_timeouts=0
  tcp_timestamps=1 tcp_tso_win_divisor=3 tcp_window_scaling=1 tcp_workaround_signed_windows=0
wwww u8|bool|bool|bool: icmp_echo_ignore_all=0 icmp_echo_ignore_broadcasts=1 icmp_errors_use_inbound_ifaddr=0
  icmp_ignore_bogus_error_responses=1 tcp_ecn_fallback=1
wwww u8|0..2|0..2|0..2: tcp_ecn=2
wwww 0..2|0..3|0..3|0..3: fib_multipath_hash_policy=0
wwww 0..31: tcp_app_win=31
wwww 0..32768: ip_unprivileged_port_start=1024
wwww 0..4: tcp_early_retrans=3
wwww u32: tcp_notsent_lowat=4294967295
wwww u32|u8|u8|u8: tcp_early_demux=1 udp_early_demux=1
wwww 0..86400: tcp_min_rtt_wlen=300
wwww 1..127: tcp_syn_retries=6
wwww 1..2147483647: igmp_qrv=2 udp_rmem_min=4096 udp_wmem_min=4096
wwww 1..2147483647|1..2147483647|i32|1..2147483647: tcp_max_reordering=300
wwww 1..255: ip_default_ttl=64 tcp_min_tso_segs=2
wwww 1..300|1..300|i32|1..300: tcp_reordering=3
wwww 2:0..4294967294: ping_group_range=1~0
wwww 2:1..65535: ip_local_port_range=32768~60999
wwww 3:1..2147483647: tcp_rmem tcp_wmem
wwww 48..65535: tcp_min_snd_mss=48 tcp_mtu_probe_floor=48
wwww text: ip_local_reserved_ports tcp_congestion_control=cubic tcp_fastopen_key
@net.ipv4.conf.{all,default,<iface>}
-www i32: arp_evict_nocarrier=1
rrrr none: mc_forwarding
wwww i32: accept_local=0 accept_redirects=1 accept_source_route=0/1/1 arp_accept=0 arp_announce=0 arp_filter=0
  arp_ignore=0 arp_notify=0 bc_forwarding=0 bootp_relay=0 disable_policy=0/0/1 disable_xfrm=0/0/1
  drop_gratuitous_arp=0 drop_unicast_in_l2_multicast=0 force_igmp_version=0 forwarding=0
  igmpv2_unsolicited_report_interval=10000 igmpv3_unsolicited_report_interval=1000 ignore_routes_with_linkdown=0
  log_martians=0 medium_id=0 promote_secondaries=0 proxy_arp=0 proxy_arp_pvlan=0 route_localnet=0 rp_filter=0
  secure_redirects=1 send_redirects=1 shared_media=1 src_valid_mark=0 tag=0
@net.ipv4.neigh.<iface>
-www int: interval_probe_time_ms=5000
wwww int: anycast_delay=100 app_solicit=0 base_reachable_time=30 base_reachable_time_ms=30000 delay_first_probe_time=5
  gc_stale_time=60 locktime=100 mcast_resolicit=0 mcast_solicit=3 proxy_delay=80 proxy_qlen=64 retrans_time=100
  retrans_time_ms=1000 ucast_solicit=3 unres_qlen=101 unres_qlen_bytes=211090
@net.ipv4.neigh.default
-hhh none: interval_probe_time_ms
hhhh none: anycast_delay app_solicit base_reachable_time base_reachable_time_ms delay_first_probe_time gc_interval
  gc_stale_time gc_thresh1 gc_thresh2 gc_thresh3 locktime mcast_resolicit mcast_solicit proxy_delay proxy_qlen
  retrans_time retrans_time_ms ucast_solicit unres_qlen unres_qlen_bytes
@net.ipv4.route
hhhh none: error_burst error_cost gc_elasticity gc_interval gc_min_interval gc_min_interval_ms gc_thresh gc_timeout
  max_size redirect_load redirect_number redirect_silence
hwww i32: min_adv_mss=256
hwww sec: mtu_expires=600
hwww 68..2147483647: min_pmtu=552
wwwt int: flush
@net.ipv4.vs
--w- int: est_nice
--w- text: est_cpulist
-ww- int: run_estimation=1
www- 2: sync_threshold=3~50
www- int: am_droprate=10 amemthresh backup_only=0 cache_bypass=0 conn_reuse_mode=1 conntrack=0 drop_entry=0
  drop_packet=0 expire_nodest_conn=0 expire_quiescent_template=0 ignore_tunneled=0 nat_icmp_send=0 pmtu_disc=1
  schedule_icmp=0 secure_tcp=0 sloppy_sctp=0 sloppy_tcp=0 snat_reroute=1 sync_persist_mode=0 sync_ports=1
  sync_qlen_max sync_refresh_period=0 sync_retries=0 sync_sock_size=0 sync_version=1
@net.ipv6
-www 0..16777215: ioam6_id=16777215
-www 0..2: fib_notify_on_flag_change=0
-www 0..72057594037927935: ioam6_id_wide=72057594037927935
-www 1..4095: fib_multipath_hash_fields=7
hhhh none: calipso_cache_bucket_size calipso_cache_enable ip6frag_secret_interval mld_max_msf mld_qrv
wwww i32: idgen_retries=3 max_dst_opts_length=2147483647 max_dst_opts_number=8 max_hbh_length=2147483647
  max_hbh_opts_number=8 seg6_flowlabel=0 xfrm6_gc_thresh=32768
wwww i32|u8|u8|u8: anycast_src_echo_reply=0 bindv6only=0 flowlabel_consistency=1 flowlabel_state_ranges=0
  fwmark_reflect=0 ip_nonlocal_bind=0
wwww -2147483648..4194304|0..4194304|0..4194304|0..4194304: ip6frag_low_thresh=3145728
wwww
  -2147483648..9223372036854775807|3145728..9223372036854775807|3145728..9223372036854775807|3145728..9223372036854775807:
  ip6frag_high_thresh=4194304
wwww sec: idgen_delay=1 ip6frag_time=60
wwww 0..2|0..3|0..3|0..3: fib_multipath_hash_policy=0
wwww 0..3: auto_flowlabels=1
wwww 0..7: flowlabel_reflect=0
@net.ipv6.conf.{all,default,<iface>}
---w bool: force_forwarding=0
--ww i32: regen_min_advance=2
--ww bool: ra_honor_pio_life=0 ra_honor_pio_pflag=0
-www bool: ioam6_enabled=0 ndisc_evict_nocarrier=1
-www 0..2: accept_untracked_na=0
-www u32: ioam6_id_wide=4294967295
-www 0..65535: ioam6_id=65535
-www 1..4294967295: ra_defrtr_metric=1024
rrrr none: mc_forwarding
wwww -1..2147483647: router_solicitations=-1
wwww i32: accept_dad=0/1/-1 accept_ra=1 accept_ra_defrtr=1 accept_ra_from_local=0 accept_ra_min_hop_limit=1
  accept_ra_min_lft=0 accept_ra_mtu=1 accept_ra_pinfo=1 accept_ra_rt_info_max_plen=0 accept_ra_rt_info_min_plen=0
  accept_ra_rtr_pref=1 accept_redirects=1 accept_source_route=0 autoconf=1 dad_transmits=1 disable_policy=0
  drop_unicast_in_l2_multicast=0 drop_unsolicited_na=0 enhanced_dad=1 force_mld_version=0 force_tllao=0
  keep_addr_on_down=0 max_addresses=16 max_desync_factor=600 ndisc_notify=0 optimistic_dad=0 proxy_ndp=0
  regen_max_retry=3 seg6_enabled=0 seg6_require_hmac=0 suppress_frag_ndisc=1 temp_prefered_lft=86400
  temp_valid_lft=604800 use_oif_addrs_only=0 use_optimistic=0 use_tempaddr=0/0/-1
wwww i32|i32|-2147483648..9223372036854775807|i32: disable_ipv6=0 forwarding=0 ignore_routes_with_linkdown=0
wwww sec: router_probe_interval=60 router_solicitation_delay=1 router_solicitation_interval=4
  router_solicitation_max_interval=3600
wwww bool: rpl_seg_enabled=0
wwww u31: mldv1_unsolicited_report_interval=10000 mldv2_unsolicited_report_interval=1000
wwww u8: ndisc_tclass=0
wwww 0..3: addr_gen_mode=0
wwww 1..255: hop_limit=64
wwww 1280..2147483647: mtu=1280/1280/65536
wwww text: stable_secret
@net.ipv6.icmp
--ww bool: error_anycast_as_unicast=0
wwww i32|u8|u8|u8: echo_ignore_all=0 echo_ignore_anycast=0 echo_ignore_multicast=0
wwww u31: ratelimit=1000
wwww text: ratemask=0-1,3-127
@net.ipv6.neigh.<iface>
-www int: interval_probe_time_ms=5000
wwww int: anycast_delay=100 app_solicit=0 base_reachable_time=30 base_reachable_time_ms=30000 delay_first_probe_time=5
  gc_stale_time=60 locktime=0 mcast_resolicit=0 mcast_solicit=3 proxy_delay=80 proxy_qlen=64 retrans_time=250
  retrans_time_ms=1000 ucast_solicit=3 unres_qlen=101 unres_qlen_bytes=211090
@net.ipv6.neigh.default
-hhh none: interval_probe_time_ms
hhhh none: anycast_delay app_solicit base_reachable_time base_reachable_time_ms delay_first_probe_time gc_interval
  gc_stale_time gc_thresh1 gc_thresh2 gc_thresh3 locktime mcast_resolicit mcast_solicit proxy_delay proxy_qlen
  retrans_time retrans_time_ms ucast_solicit unres_qlen unres_qlen_bytes
@net.ipv6.route
wwwt int: flush
wwww i32: gc_elasticity=9 gc_thresh=1024 max_size=2147483647 min_adv_mss=1220
wwww sec: gc_interval=30 gc_min_interval=0 gc_timeout=60 mtu_expires=600
wwww bool: skip_notify_on_dev_down=0
wwww u31: gc_min_interval_ms=0
@net.mptcp
---r none: available_path_managers
---w u8: syn_retrans_before_tcp_fallback=2
---w text: path_manager=kernel
--rr none: available_schedulers
--ww sec: close_timeout=60
--ww u31: blackhole_timeout=3600
--ww text: scheduler=default
-www sec: add_addr_timeout=120
-www bool: allow_join_initial_addr_port=1 checksum_enabled=0 enabled=1 pm_type=0
-www u32: stale_loss_cnt=4
@net.netfilter
-ww- sec: nf_flowtable_tcp_timeout=30 nf_flowtable_udp_timeout=30
-www bool: nf_conntrack_tcp_ignore_invalid_rst=0 nf_hooks_lwtunnel=0
hhhh none: nf_log_all_netns
rrrr none: nf_conntrack_buckets nf_conntrack_count nf_conntrack_expect_max nf_conntrack_max
w--- bool: nf_conntrack_helper=0
w--- text: nf_log.11=NONE nf_log.12=NONE
www- sec: nf_conntrack_dccp_timeout_closereq=64 nf_conntrack_dccp_timeout_closing=64
  nf_conntrack_dccp_timeout_open=43200 nf_conntrack_dccp_timeout_partopen=480 nf_conntrack_dccp_timeout_request=240
  nf_conntrack_dccp_timeout_respond=480 nf_conntrack_dccp_timeout_timewait=240
www- bool: nf_conntrack_dccp_loose=1
wwww i32|u8|u8|u8: nf_conntrack_tcp_max_retrans=3
wwww -2147483648..4194304|0..4194304|0..4194304|0..4194304: nf_conntrack_frag6_low_thresh=3145728
wwww -2147483648..4194304|3145728..9223372036854775807|3145728..9223372036854775807|3145728..9223372036854775807:
  nf_conntrack_frag6_high_thresh=4194304
wwww sec: nf_conntrack_frag6_timeout=60 nf_conntrack_generic_timeout=600 nf_conntrack_gre_timeout=30
  nf_conntrack_gre_timeout_stream=180 nf_conntrack_icmp_timeout=30 nf_conntrack_icmpv6_timeout=30
  nf_conntrack_sctp_timeout_closed=10 nf_conntrack_sctp_timeout_cookie_echoed=3
  nf_conntrack_sctp_timeout_cookie_wait=3 nf_conntrack_sctp_timeout_established=210
  nf_conntrack_sctp_timeout_heartbeat_sent=30 nf_conntrack_sctp_timeout_shutdown_ack_sent=3
  nf_conntrack_sctp_timeout_shutdown_recd=3 nf_conntrack_sctp_timeout_shutdown_sent=3
  nf_conntrack_tcp_timeout_close=10 nf_conntrack_tcp_timeout_close_wait=60 nf_conntrack_tcp_timeout_established=432000
  nf_conntrack_tcp_timeout_fin_wait=120 nf_conntrack_tcp_timeout_last_ack=30 nf_conntrack_tcp_timeout_max_retrans=300
  nf_conntrack_tcp_timeout_syn_recv=60 nf_conntrack_tcp_timeout_syn_sent=120 nf_conntrack_tcp_timeout_time_wait=120
  nf_conntrack_tcp_timeout_unacknowledged=300 nf_conntrack_udp_timeout=30 nf_conntrack_udp_timeout_stream=120
wwww bool: nf_conntrack_acct=0 nf_conntrack_checksum=1 nf_conntrack_tcp_be_liberal=0 nf_conntrack_tcp_loose=1
  nf_conntrack_timestamp=0
wwww bool|0..2|0..2|0..2: nf_conntrack_events=2
wwww u8: nf_conntrack_log_invalid=0
wwww text: nf_log.0=NONE nf_log.1=NONE nf_log.10=NONE nf_log.2=NONE nf_log.3=NONE nf_log.4=NONE nf_log.5=NONE
  nf_log.6=NONE nf_log.7=NONE nf_log.8=NONE nf_log.9=NONE
@net.sctp
--w- int: l3mdev_accept=1
-ww- int: encap_port=0 plpmtud_probe_interval=0 udp_port=0
hhh- none: sctp_mem sctp_rmem sctp_wmem
www- int: addip_enable=0 addip_noauth_enable=0 addr_scope_policy=1 association_max_retrans=10 auth_enable=0
  cookie_preserve_enable=1 default_auto_asconf=0 ecn_enable=1 hb_interval=30000 intl_enable=0 max_autoclose=8589934
  max_burst=4 max_init_retransmits=8 path_max_retrans=5 pf_enable=1 pf_expose=0 pf_retrans=0 prsctp_enable=1
  ps_retrans=65535 rcvbuf_policy=0 reconf_enable=0 rto_alpha_exp_divisor=3 rto_beta_exp_divisor=2 rto_initial=3000
  rto_max=60000 rto_min=1000 rwnd_update_shift=4 sack_timeout=200 sndbuf_policy=0 valid_cookie_life=60000
www- text: cookie_hmac_alg=sha1
@net.unix
wwww i32: max_dgram_qlen=10
`;
