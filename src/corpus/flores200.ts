/**
 * The languages of FLORES-200, one a line: code, other codes that mean it (ISO 639-1, ISO 639-2, macrolanguages, the codes of
 * other corpora; `-` for none) and English name. Where a language is written in two scripts the usual one comes first: it is
 * what the bare three-letter code means.
 */
export const FLORES_200 = `
ace_Latn - Acehnese
ace_Arab - Acehnese (Arabic script)
acm_Arab - Mesopotamian Arabic
acq_Arab - Ta'izzi-Adeni Arabic
aeb_Arab - Tunisian Arabic
afr_Latn af Afrikaans
ajp_Arab - South Levantine Arabic
aka_Latn ak Akan
als_Latn sq,sqi,alb Albanian
amh_Ethi am Amharic
apc_Arab - North Levantine Arabic
arb_Arab ar,ara Arabic
arb_Latn - Arabic (Latin script)
ars_Arab - Najdi Arabic
ary_Arab - Moroccan Arabic
arz_Arab - Egyptian Arabic
asm_Beng as Assamese
ast_Latn - Asturian
awa_Deva - Awadhi
ayr_Latn ay,aym Aymara
azb_Arab - South Azerbaijani
azj_Latn az,aze Azerbaijani
bak_Cyrl ba Bashkir
bam_Latn bm Bambara
ban_Latn - Balinese
bel_Cyrl be Belarusian
bem_Latn - Bemba
ben_Beng bn Bengali
bho_Deva - Bhojpuri
bjn_Latn - Banjar
bjn_Arab - Banjar (Arabic script)
bod_Tibt bo,tib Tibetan
bos_Latn bs Bosnian
bug_Latn - Buginese
bul_Cyrl bg Bulgarian
cat_Latn ca Catalan
ceb_Latn - Cebuano
ces_Latn cs,cze Czech
cjk_Latn - Chokwe
ckb_Arab - Central Kurdish
crh_Latn - Crimean Tatar
cym_Latn cy,wel Welsh
dan_Latn da Danish
deu_Latn de,ger German
dik_Latn din Dinka
dyu_Latn - Dyula
dzo_Tibt dz Dzongkha
ell_Grek el,gre Greek
eng_Latn en,en_us,en_gb English
epo_Latn eo Esperanto
est_Latn et,ekk Estonian
eus_Latn eu,baq Basque
ewe_Latn ee Ewe
fao_Latn fo Faroese
fij_Latn fj Fijian
fin_Latn fi Finnish
fon_Latn - Fon
fra_Latn fr,fre French
fur_Latn - Friulian
fuv_Latn ff,ful Fulfulde
gaz_Latn om,orm Oromo
gla_Latn gd Scottish Gaelic
gle_Latn ga Irish
glg_Latn gl Galician
grn_Latn gn,gug Guarani
guj_Gujr gu Gujarati
hat_Latn ht Haitian Creole
hau_Latn ha Hausa
heb_Hebr he,iw Hebrew
hin_Deva hi Hindi
hne_Deva - Chhattisgarhi
hrv_Latn hr Croatian
hun_Latn hu Hungarian
hye_Armn hy,arm Armenian
ibo_Latn ig Igbo
ilo_Latn - Ilocano
ind_Latn id Indonesian
isl_Latn is,ice Icelandic
ita_Latn it Italian
jav_Latn jv Javanese
jpn_Jpan ja Japanese
kab_Latn - Kabyle
kac_Latn - Jingpho
kam_Latn - Kamba
kan_Knda kn Kannada
kas_Arab ks Kashmiri
kas_Deva - Kashmiri (Devanagari script)
kat_Geor ka,geo Georgian
kaz_Cyrl kk Kazakh
kbp_Latn - Kabiye
kea_Latn - Kabuverdianu
khk_Cyrl mn,mon Mongolian
khm_Khmr km Khmer
kik_Latn ki Kikuyu
kin_Latn rw Kinyarwanda
kir_Cyrl ky Kyrgyz
kmb_Latn - Kimbundu
kmr_Latn ku,kur Northern Kurdish
knc_Latn kr,kau Kanuri
knc_Arab - Kanuri (Arabic script)
kon_Latn kg Kongo
kor_Hang ko Korean
lao_Laoo lo Lao
lij_Latn - Ligurian
lim_Latn li Limburgish
lin_Latn ln Lingala
lit_Latn lt Lithuanian
lmo_Latn - Lombard
ltg_Latn - Latgalian
ltz_Latn lb Luxembourgish
lua_Latn - Luba-Kasai
lug_Latn lg Ganda
luo_Latn - Luo
lus_Latn - Mizo
lvs_Latn lv,lav Latvian
mag_Deva - Magahi
mai_Deva - Maithili
mal_Mlym ml Malayalam
mar_Deva mr Marathi
min_Latn - Minangkabau
min_Arab - Minangkabau (Arabic script)
mkd_Cyrl mk,mac Macedonian
mlt_Latn mt Maltese
mni_Beng - Meitei
mos_Latn - Mossi
mri_Latn mi,mao Maori
mya_Mymr my,bur Burmese
nld_Latn nl,dut Dutch
nno_Latn nn Norwegian Nynorsk
nob_Latn nb,no,nor Norwegian Bokmål
npi_Deva ne,nep Nepali
nso_Latn - Northern Sotho
nus_Latn - Nuer
nya_Latn ny Nyanja
oci_Latn oc Occitan
ory_Orya or,ori Odia
pag_Latn - Pangasinan
pan_Guru pa Punjabi
pap_Latn - Papiamento
pbt_Arab ps,pus Pashto
pes_Arab fa,fas,per Persian
plt_Latn mg,mlg Malagasy
pol_Latn pl Polish
por_Latn pt,pt_br,pt_pt Portuguese
prs_Arab fa_af Dari
quy_Latn qu,que Quechua
ron_Latn ro,rum,mo Romanian
run_Latn rn Rundi
rus_Cyrl ru Russian
sag_Latn sg Sango
san_Deva sa Sanskrit
sat_Olck - Santali
scn_Latn - Sicilian
shn_Mymr - Shan
sin_Sinh si Sinhala
slk_Latn sk,slo Slovak
slv_Latn sl Slovenian
smo_Latn sm Samoan
sna_Latn sn Shona
snd_Arab sd Sindhi
som_Latn so Somali
sot_Latn st Southern Sotho
spa_Latn es Spanish
srd_Latn sc Sardinian
srp_Cyrl sr Serbian
ssw_Latn ss Swazi
sun_Latn su Sundanese
swe_Latn sv Swedish
swh_Latn sw,swa Swahili
szl_Latn - Silesian
tam_Taml ta Tamil
taq_Latn - Tamasheq
taq_Tfng - Tamasheq (Tifinagh script)
tat_Cyrl tt Tatar
tel_Telu te Telugu
tgk_Cyrl tg Tajik
tgl_Latn tl,fil Tagalog
tha_Thai th Thai
tir_Ethi ti Tigrinya
tpi_Latn - Tok Pisin
tsn_Latn tn Tswana
tso_Latn ts Tsonga
tuk_Latn tk Turkmen
tum_Latn - Tumbuka
tur_Latn tr Turkish
twi_Latn tw Twi
tzm_Tfng - Central Atlas Tamazight
uig_Arab ug Uyghur
ukr_Cyrl uk Ukrainian
umb_Latn - Umbundu
urd_Arab ur Urdu
uzn_Latn uz,uzb Uzbek
vec_Latn - Venetian
vie_Latn vi Vietnamese
war_Latn - Waray
wol_Latn wo Wolof
xho_Latn xh Xhosa
ydd_Hebr yi,yid,ji Yiddish
yor_Latn yo Yoruba
yue_Hant zh_yue Cantonese
zho_Hans zh,chi,cmn,zh_cn,zh_sg Chinese (Simplified)
zho_Hant zh_tw,zh_hk,zh_mo Chinese (Traditional)
zsm_Latn ms,msa,may Malay
zul_Latn zu Zulu
`;
