"""The words for people, for speaking with them, and for wishing: Swedish, English, Norwegian and Danish.

All in normal form; how they are written is told in :mod:`conversations.agent.reading.concepts`.
"""

from __future__ import annotations

#: Who it is about.
PEOPLE = {
    "I": "jag ja vi man i we jeg ej jak i'm i'd i've",
    "ME": "mig mej ma oss me us meg myself undertecknad sjalv MYKIN",
    "MY": """
        min mitt mina minna mi ma var vart vara sin sitt sina ens my our mit mine vores hennes hans
        honom his her familjens var_familj""",
    "MINE": "min mitt mina var vart vara my our",
    "KIN": """
        son sonen dotter dottern barn barnet barnen unge hund hunden valp katt katten fru frun man make
        maka sambo mamma mamman pappa mor far mormor farmor morfar farfar bror syster familj daughter
        child kid kids dog cat wife husband mother father mum mom dad family kompis exman ex""",
    "MYKIN": "MINE_KIN MINE..KIN",
    "YOU": "ni du er ert era erat eran eder dig dej hos_er you your yours ya u dere deres jer jeres i_deres",
    "YOURS": "er ert era erat eran your jeres deres hos_er",
    "HUMAN": """
        gubbe gumma kvinna_i_receptionen homo_sapiens mannisk* mansk* mennesk* mannsk* person personen
        persona human humans being dodlig sjal varelse puls levande_nagon folk vuxen kott_och_blod
        nagon_vettig normal_person medmannisk*""",
    "STAFF": """
        chef* *chef *chefen agare* personal personalen personaln personalens anstalld* ansatt* kolleg*
        medarbet* medarbejder* reception* kundtjanst* kundservice kundcenter vaxeln saljare* tekniker*
        mekaniker* frisor* tandlakar* lakare* doktor* sjukskoter* skoterska* terapeut* behandlar*
        handlagg* radgivar* ansvarig* expert* fackman verkmastar* platschef* staff employee* manager*
        owner* boss* team colleague* representative* agent agents operator* supervisor* receptionist*
        desk department support stylist* therapist* dentist* doctor* nurse* mechanic* technician*
        avdelning* verkstan administrator* hygienist* ekonomiavdelning* bestammer overordnad* ledning*""",
    "CLERK": """
        chef* *chef *chefen agare* personal personalen personaln anstalld* ansatt* kolleg* medarbet*
        medarbejder* reception* kundtjanst* kundservice kundcenter vaxeln saljare* handlagg* radgivar*
        ansvarig* platschef* verkmastar* staff employee* manager* owner* boss* team colleague*
        representative* agent agents operator* supervisor* desk support administrator* overordnad*
        ledning*""",
    "SOMEONE": """
        ngnstans nagonting_levande snubbe brud lirare karl gubbe tant nagon nagn ngn nan nagan annan
        nogen noen nokon ingen vem nagondera someone somebody anyone anybody sb one_of_you en_av_er
        nagra_av_er en_av_era den_som han_som hon_som tjejen_som killen_som flickan_som whoever who
        en_av_tjejerna en_av_killarna tjej* kille* flicka* dam damen""",
    "REAL": """
        riktig riktigt riktiga riktigen rigtig rigtigt levande verklig verkligt fysisk fysiskt mansklig*
        menneskelig* vettig real actual live living human genuine flesh pa_riktigt""",
}

#: Talking, ringing, being answered.
SPEAKING = {
    "TALK": """
        nagra_ord ett_ord_med radfraga radfragar ventilera resonera konsultera samrada pratas snackas
        samsprak word_with chat_with chat_to converse pratstund prat hora_fran hear_from pratamed prata
        tala talas snacka snack snacke snakke snakk snakka tale samtala samtal samtalet telefonsamtal*
        diskutera radgora konversera dryfta bolla muntlig* muntligt muntligen talk speak discuss
        conversation talas_vid talas_vi horas""",
    "PASTTALK": "pratade pratat talade talat snackade snackat spoke talked",
    "CALLS": """
        calling ringas ring ringa ringe sla..pling slar..pling ringer_upp ringer_tillbaka uppring*
        uppringd call phone ring_back signal bell telefonera luren""",
    "RINGS": "ringer hor_av kontaktar",
    "READY": """
        ledig lediga ledigt plats aterbud porttelefon* dorren dorr dorrklocka* porten klar klart klara
        fardig fardigt done ready nar_bilen nar_den nar_maten when_it framme kommit lucka""",
    "BUSY": "svarar_inte svarar_ej svara_inte upptagen",
    "HERE": "dar hemma inne pa_plats there here tillganglig bakom anmald",
    "THEREIS": """
        ar_det ar_de er_det finns_det finns har_ni is_there is_anyone is_somebody is_someone are_there
        is ar""",
    "GETSOMEONE": """
        get_SOMEONE have_SOMEONE GIVE_SOMEONE_som_ABLE GIVE..SOMEONE_som_ABLE WISH..SOMEONE_som_ABLE
        hjalp_av_STAFF hjalp_av_SOMEONE hjalp_av_HUMAN hjalp_av_en_STAFF hjalp_av_en_HUMAN
        hjalp_fran_STAFF svar_fran_STAFF svar_fran_SOMEONE svar_av_STAFF svar_av_HUMAN svar_av_SOMEONE
        svar_fran_en_HUMAN svar_av_en_HUMAN svar_fran_en_STAFF help_from_STAFF assistance..STAFF
        assistance_from..STAFF""",
    "ABLE": """
        ANSWER gor jobbar arbetar kan_ANSWER kan_det vet begriper finns_pa_riktigt pratar talar kan_LOOK""",
    "CLIPS": """
        klipp* cut maskinklipp* rakmaskin* anvand..maskin anvander..maskin anvanda..maskin maskin_pa
        maskin_till use..machine* machine_cut ai_generer*""",
    "SPEAKS": "pratar talar snackar",
    "HEARME": """
        hor_av kontakta ring_mig ring_upp aterkom ring_tillbaka ringa_upp ringa_mig call_me ring_garna""",
    "NOTHING": "nothing ingenting inget",
    "TRIEDCALL": """
        jag_ringde jag_sokte forsokt_ringa forsokte_ringa telefonsvar* har_ringt jag_ringer_men
        inget_svar inte_fatt_svar forsoker_na forsokt_na i_called tried_calling""",
    "NUMBERTO": """
        direktnum* *nummer..till_STAFF *numret..till_STAFF nummer_att_ringa nummer_jag_kan_ringa
        number_for_STAFF nummer_till..STAFF numret_till..STAFF number_to_call nummer_man_kan_na""",
    "ASKS": "fraga ask",
    "RUNG": "be_called phoned telephoned uppringd ringd kontaktad kopplad",
    "PHONECALL": """
        telefonradgiv* telefonmote* callback call_back telefonkontakt till_telefon till_telefonen
        ta_ett_snack have_a_word a_word_with ett_snack telefonsamtal* phone_call ett_samtal telefontid
        over_telefon pa_telefon i_telefon per_telefon via_telefon by_phone over_the_phone on_the_phone
        sla..signal slar..signal slang_en_signal pa_traden i_luren pa_luren give..ring give..bell
        give..call muntligt muntligen muntlig ta_ett_samtal""",
    "PREFER": "hellre helst foredrar rather prefer istallet stallet instead lattare battre",
    "BE": "be bed hals halsa ber tell",
    "ESCALATE": "eskaler* escalate* vidarekoppl*",
    "TALKABOUT": "TALK_om TALK_LANGUAGE TALK..about TALK_ihop_mig",
    "LANGUAGE": """
        svenska engelska arabiska finska norska danska spanska tyska franska polska persiska somaliska
        english swedish arabic""",
    "OWNTALK": """
        TALK_tyst TALK_i_telefon_under TALK..under TALK..hogt TALK_med_MINE TALK_med_MYKIN TALK_to_MINE
        TALK_with_MINE samtal_fran TALK..sambo TALK_ihop""",
    "WRITES": """
        skriva skriver chatta chattar messa texta sms smsa svar svaras kommunicera konversera handskas
        text deal dealing chatting texting ha_att_gora snacka prata tala talk talking speak speaking
        interact answers answered""",
    "BOT": """
        autosvar automatsvar robot roboten robotar bot bott botten boten bots chatbot chattbot maskin
        dator computer machine datorn datorer""",
    "BOTANSWERS": """
        AI_ANSWER AI_skriver AI_skriva AI_ska_ANSWER AI_ska_skriva AI_to_ANSWER AI_to_write AI_answers AI_writes
        AI_chattar AI_smsar AI_pratar AI_talar AI_texting AI_texts AI_talking AI_answering AI_writing AI_som_skriver
        AI_replying AI_som_ANSWER AI_that_ANSWER AI_besvarar AI_ska_besvara AI_tar_hand_om""",
    "SERVICE": """
        service bemotande aterkoppling svar hjalp kontakt kundtjanst kundservice radgivning support
        response reply""",
    "TAKEOVER": "ta_over tar_over take_over overta overtar",
    "TRUEHUMAN": """
        manniskokontakt personkontakt mannsikan mannsika manska manniksa mensch manniska manniskan
        mansklig mansklige menneske menneskelig human mannska mansk""",
    "REPLIES": "svar svaren svaret replies answers responses",
    "PERSONAL": "personlig personligt personliga personligen personally personal_help",
    "LINE": "telefon telefonen tel tlf luren traden linjen phone line direktnummer* vaxel vaxeln",
    "EXISTS": "finns finnas is_there any erbjuder",
    "REACH": "fa..tag far..tag na i_kontakt reach get_hold hitta_tag komma_fram get_through",
    "CONTACT": """
        nas na_fram ta_kontakt ta..kontakt i_kontakt skaffa_tag hitta_tag kontaktuppgift*_till ropa
        kontakt kontakta kontaktar kontaktas kontaktade kontaktad kontakten fa..tag far..tag fatt_tag
        ha..tag na nar_jag_er nar_man_er hor..av hora..av horde..av hore_av aterkom* aterkoppl*
        vanda_mig vander_mig get_hold get..back in_touch reach kom_i_kontakt contact hold_of_an
        hold_of_a hold_of_some*""",
    "PASS": """
        byt_till vaxla_over vaxla_till switch_me bring_in slappa_in satt_in skjutsa overlat hand_me
        pass_me involvera koppla kopplad kopplas koppl* vidarekoppl* overlamna* lamna..over lamna_vidare
        skicka..vidare vidarebefordra* slapp..fram vidare_till ta..hit dra..hit hamta kalla_pa skaffa
        fixa_hit plocka_in eskaler* slussa* transfer* connect* put..through forward escalate* pass..on
        hand..over ta..over tar..over take..over""",
    "SENDTO": "skicka..till send..to ge..till ge..vidare lamna..till",
    "NOCALL": """
        CALLS_taxi CALLS_en_taxi CALLS_polis* call_a_taxi call_a_cab for_samtal* for_pratstund*
        hor_av_mig hora_av_mig aterkommer_jag jag_aterkommer horde_av_mig CALLS_ME_NOT RINGS_ME_NOT
        CONTACT_ME_NOT CALLS_NOT don't_CALLS don't_CONTACT NOT_RUNG NOT_bli_RUNG""",
    "SHE": "hon han hen she he henne honom",
    "ANSWER": """
        svara svarar svare lyssna lyssnar forstar begriper fattar answer reply respond listen
        aterkoppling handlagga betjana* bemota get_back vet""",
    "LOOK": """
        hjalp hjalpa hjalper lasa titta tittar kolla ta_det ta..detta ta..har ta..hand granska bedoma
        help assist* look read ta_over tar_over""",
    "MATTER": "det_har detta den_har_fragan arende* min_fraga mitt_fall detta_fall this my_case my_issue",
    "GIVE": """
        ge_mig ge..mig ge_hit fa_en fa_nagon lat lat_mig lata vill_ha give_me give..me get_me get..me
        let have""",
    "FILL": """
        pling signal sla hej hejsan hallo halla hello hi tack snalla nu en ett a an please pls now da ja
        nej ok jag vill ha till ga dar har can could someone you u i want need riktig riktigt med no
        inte not bli sa fort snabbt kan ni du mig me upp byt fa ge real live the snarast omgaende""",
    "EXIST": """
        har_du finnas finns finnes ar_det ar_de er_det sitter jobbar arbetar is_there are_there there
        working hos_er har_ni inga ingen there's bakom nagonstans any dar""",
}

#: What makes a wish, a question or a refusal of it.
WISHING = {
    "WISH": """
        kunna vilja_ha skulle_garna behovs onskas vill ville vil vilja onskar onske onska behover behov*
        kraver krava begar begara maste kan kunne kunde far fa gar skulle hellre helst foredrar snalla
        uppskatta* tacksam vanlig vanligen vanliga lat latt hade vore ge be bed ska hoppas hjalp hjalpa
        want need prefer* rather could can may please let would i'd like possible mojlighet mojligt
        mojligen vagar gerne gjerne garna garne must have_to demand require ber fixa should do_you pls
        tillgangliga""",
    "ASK": """
        vad va hva hvad vilk* hvilk* hur hvordan nar varfor hvorfor vem vilka var vart varifran hvor
        undrar fragar what which how why who whom where when whether om_ni om_jag finns har ar do does
        did have is are am kan far gar""",
    "WHAT": """
        vad va hva hvad vilk* hvilk* nagot nagra nagonting nat nagonsin ngt allt alt what whats what's
        which anything something everything det_som vadan noe noget all data*""",
    "NOT": """
        didn't wouldn't won't shouldn't aren't inte ej icke ikke ikkje inge aldrig inga inget ingen
        ingenting slippa slipper utan not never no don't dont doesn't isn't rather_not nothing none
        sluta slutar upphor* stopp stoppa stop cease""",
    "REFUSE": """
        lat_bli late_bli undvik undviker ger_inte ger_ej gett_inte no lat_inte lat_ingen inte_gatt_med
        inte_anvanda inte_anvander vill..inte vill..ej vill_aldrig onskar..inte far..inte far..ej
        far_aldrig ska..inte bor_inte slippa slipper vagrar vagra nekar forbjud* protest* motsatt*
        motsatter motsat* invand* opponer* nej_till saga_nej sager_nej tackar_nej tacka_nej sluta slutar
        upphor* stopp stoppa stop cease avsag* tillater_inte godkanner_inte godkanner_ej accepterar_inte
        samtycker_inte gillar_inte ogillar inte_ok inte_okej inget_samtycke inte_godkant inte_gett
        inte_tillat* aldrig_gett aldrig_godkant aldrig_sagt har_inte_sagt inte_med_pa don't dont do_not
        never not refuse* object* without_my no_longer without ingen inga inte_lata inte_langre
        kan_inte_acceptera inget inte_bekvam* tycker_inte_om godtar_inte godtar_ej inte_ratt_att
        ingen_ratt neka nej trott_pa less_pa orkar_inte tanker_inte ej_godkant ikke vil_ikke anvand_inte
        anvand_ej""",
}
