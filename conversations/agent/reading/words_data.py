"""The words for data about somebody and for what is done with them: Swedish, English, Norwegian and Danish.

All in normal form; how they are written is told in :mod:`conversations.agent.reading.concepts`.
"""

from __future__ import annotations

#: What is held, where, and about whom.
DATA = {
    "DATA": """
        bankkort* kreditkort* kontokort* halsodeklaration* formular* provsvar spar traces kortuppgift*
        betalkort* registrering* fotavtryck *uppgift* *upplysning* *oplysning* *opplysning* data datan
        datat datas dataen kunddata persondata personinfo info information* informasjon kundinfo*
        kundkort* patientkort* profil* kundprofil* konto kontot kundkonto* *journal *journalen
        *journaler *journalanteckning* *anteckning* noteringar* kundhistorik* historik* personnumm*
        personnr persnr persnumm* foljsedel akt akten akter fil_om dossier mapp_om dokumentation*
        handlingar account accounts details records record file files profile history notes mapp mappen
        kunduppgift* identitet skit_om saker_om grejer_om personligt""",
    "NODATA": "felkod* cookies virus prisuppgift* vaxpropp* visdomstand* felkoderna servicehistoriken_i",
    "STRONG": """
        *personuppgift* personlig*_uppgift* *journal *journalen *journaler kundkort* personnumm*
        personnr kundkonto* kundprofil* personal_data personal_info* personal_details *personoplysning*
        *personopplysning*""",
    "DETAIL": """
        alder aldern langd vikt civilstand yrke age gender kontaktuppgift* birth *numren nam *nr *nummer
        *numret *nummret numer nr nret *mobil mobilen *namn *namnet navn navnet *adress *adressen epost*
        e-post* email* e-mail* mejl* mail mailen mailadress* kortnumm* kort kortet bild bilder bilden
        bilderna bildar foto* foton rontgen* phone number numbers name names surname lastname address
        birthday birthdate fodelse* photo photos pic pics picture pictures fodd kon fingeravtryck
        allergi* stavning* efternamn* fornamn* identitet titel""",
    "TALKED": """
        sms* mess messet meddeland* chatt chatten chat chats chattar konversation* traden dialog* texts
        text messages message conversation inspeln* samtal samtalet samtalen svar brev""",
    "WROTE": """
        jag_sager jag_skriv* jag_skrev jag_skickat jag_skickade jag_sagt jag_sa jag..skrivit
        jag_nyss_skrev han_skrev hon_skrev i_write i_wrote i..sent i..written vi_skrivit vi_skrev
        det_jag_skriv* man_skriv*""",
    "STUFF": """
        grejer grejor saker allt alltihop allting alltsammans stuff everything all all_of nagot nat
        nagonting anything samtliga samtligt alt skit papper papperen""",
    "HOLDING": """
        regist* *registret* kundregist* system* *systemet databas* *databasen arkiv* dator datorn
        datorer datorerna parmar* rullor* kundlist* *listor kunderlista records database databases files
        system systems computer computers server* papper papperen molnet pc register""",
    "INHOLDING": "i_HOLDING in_HOLDING",
    "JOURNAL": """
        rontgen* *journal* *anteckning* noteringar* kundkort* akt akten rontgenbild* kundhistorik*
        servicehistorik* notes medical_records historik historiken""",
    "TIME": """
        tid tiden tider tiderna *bokning* bokade bokad bokat inbokad termin koplats* i_kon pa_kon
        kolista* vantelist* appointment* booking* slot slots mandag* tisdag* onsdag* torsdag* fredag*
        lordag* sondag* dag dagen idag imorgon monday tuesday wednesday thursday friday saturday sunday
        boka bokar book klippa klippt ikvall klippning* faktura* rakning* kvitto* receipt offert* paket*
        klockan oppettid* bord bordet""",
    "COMES": "komma kommer hinner kl klockan",
    "THEIRS": """
        hemsida* google facebook instagram skylt* er_adress ert_nummer ni_har_bytt har_ni_bytt ni_bytt
        sajt* website""",
    "GIVING": """
        betala betalar online jag_skick* jag_mejl* jag_mail* skickar_jag mejlar_jag ska_jag vill_ni
        behover_ni behover_du ni_behover behovs kravs jag_lamn* jag_fyll* jag_ger jag_har_skickat har_ar
        har_kommer fylla_i fyller_i fyll_i i_send i_will_send i'll_send here_is here_are do_you_need
        you_need maste_jag spara..till kan_ni_spara lat_mig_veta mina_uppgifter_ar DATA_ar_NAMEWORD
        DATA:""",
    "IT": "it's det den dem dom detta dessa allt it them that this everything mig",
    "SENT": "skickat skickade skrivit skrev lamnat lamnade gav sent wrote",
    "SELF": "sjalv sjalva personligen yourself yourselves",
    "WHENCEFROM": "varifran",
    "WHO": """
        vem vilka vilken nagon_annan andra annan foretag* who whom anyone anybody else tredje_part
        myndighet* nan_annan forsakringsbolag* bolag* utomstaende""",
    "GAVE": "lamnade gav lamnat gett ger ge skickat delat given gave give",
    "WHY": "varfor why hvorfor hur_kommer_det_sig det_sig kommer_det_sig pa_vilken_grund vad_gor how_come",
    "HAVE": "har ha hade finns fick fatt have has got hold need behover har_ni",
    "COMESFROM": "kommer..ifran kommer..fran kom..ifran kom..fran come_from came_from",
    "KNOWNAME": "vad_jag_heter mitt_namn vem_jag_ar var_jag_bor who_i_am my_name",
    "AMI": """
        finns_jag ar_jag star_jag ligger_jag jag_finns jag_ar am_i i_am finnes_jeg er_jeg
        jag_fortfarande mig_registrerad mig_i have_me finns_vi ar_vi vi_finns jag_sparad""",
    "TRANSFERS": "overfor* transfer* for..over fora..over port* flytta..till flyttas..till move..to",
    "STORE": "lagrar lagra lagras store",
    "OFMINE": "med_MINE..att_gora ror_MINE beror_MINE kring_MINE om_MINE_besok* fran_MINE_besok*",
    "UNCUSTOMER": """
        avregistrer*..som_kund avslut*..som_kund sag*_upp_mig avregistrerad_som avsluta_kundrelation*""",
    "CONTACTPERSON": "kontaktperson* anhorig* contact_person next_of_kin vardnadshavare malsman",
    "TRANSFER": """
        flytta flyttas overfor* for..over fora..over skicka..over transfer* move moved ta_med ta..med
        take_with port* export* overlat* skickade skickad""",
    "EXTRACT": "utdrag utdraget",
    "LAWACCESS": """
        artikel_15 article_15 art_15 *registerutdrag* register_utdrag subject_access dsar dsr artikel_20
        article_20 art_20 portabilitet* dataportabilitet* portability datautdrag* data_export
        rattslig_grund laglig_grund lawful_basis legal_basis""",
    "LAWPORT": """
        artikel_20 article_20 art_20 *portabilitet* portability portable maskinlasbar* machine_readable""",
    "FORMAT": """
        csv json excel xml i_en_fil som_fil som_en_fil as_a_file in_a_file pdf format usb maskinlasbar*
        portable readable lasbart""",
    "ELSEWHERE": """
        till_en_ny till_en_annan till_ett_annat till_MINE_nya till_MINE_ny till_nasta till_den_nya
        to_MINE_new to_a_new to_another elsewhere annan_klinik annan_salong annan_verkstad
        annan_leverantor ny_klinik ny_salong ny_tandlakare ny_frisor byta_tandlakare byta_frisor byter
        byta_klinik byta_verkstad konkurrent* till_folktand* till_en_konkurrent overford* overforda
        over_till""",
    "PUTRIGHT": """
        ratta rattas rattad rattade rattat korrigera* rattelse* uppdatera* correct* update* rectif*
        amend*""",
    "VANISHFROM": "forsvinn*_fran_YOU forsvinn*_ur_YOU forsvinn*_hos_er bort_fran_er borta_fran_er",
    "LEFT": "left kvar remains remain",
    "KEPTP": "lagras sparas bevaras lagrade sparade",
    "LAWERASE": """
        artikel_17 article_17 art_17 ratten_att_bli right_to_erasure right_to_be_forgotten
        to_be_forgotten ratt_att_bli ratt_till_ERASE ratten_till_ERASE right_to_ERASE right_to_deletion
        bli_bortglomd""",
    "LAWCORRECT": """
        artikel_16 article_16 art_16 right_to_rectification ratt_till_rattelse ratten_till_rattelse
        rattelse""",
    "LAWLIMIT": """
        artikel_18 article_18 art_18 begar_begransning begransning_av_MINE ratt_till_begransning
        right_to_restriction""",
    "LAWOBJECT": """
        artikel_21 article_21 art_21 artikel_18 article_18 art_18 artikel_22 article_22 art_22
        begransning_av begar_begransning ratt_till_begransning""",
    "LAW": """
        gdpr dataskydd* lag lagen rattighet* artikel article law lagligt integritet* personuppgiftslag*
        imy""",
    "BECOME": "bli blir bliva blive va vara varit be been become get getting vill_vara",
    "IEXIST": """
        jag_nansin jag_finns jag_existerar jag_nagonsin jag_varit jag_var jag_har_varit i_exist i_was
        i_ever""",
    "EXCUSTOMER": """
        inte_kund kund_langre inte_langre_kund kund_mer inte_er_kund inte_patient patient_langre
        not_a_customer customer_anymore slutat_hos""",
    "SAVED": """
        sparad sparade sparat registrerad registrerade lagrad inskriven inlagd stored saved registered
        kvar""",
    "MYDETAIL": """
        MY_DETAIL MINE..DETAIL nummer_till_ME numret_till_ME DETAIL_pa_ME DETAIL_av_ME DETAIL_till_ME
        DETAIL_of_ME DETAIL_for_ME DETAIL..ABOUTME tag_i_ME tag_pa_ME""",
    "MYDATA": """
        MY_DATA MINE..DATA MY..STRONG DATA..ABOUTME DATA_of_mine DATA_mine vara_DATA MY_STUFF
        MINE_gamla_STUFF""",
    "ABOUTME": """
        om_MINE..ME pa_MINE_och om_ME pa_ME kring_ME rorande_ME angaende_ME gallande_ME ror_ME about_ME
        on_ME concerning_ME regarding_ME of_ME om_en om_meg om_MYKIN vedrorende_ME beror_ME
        om_MINE_person om_OTHERS om_MINE_fil med_ME_att_gora om_ens av_MYKIN pa_MYKIN about_MYKIN
        on_MYKIN om_var_familj ror_MYKIN rora_ME file_for_ME""",
    "OTHERS": "honom henne hans hennes",
}
