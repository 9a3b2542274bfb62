"""The words for what is done with somebody's data, or is to be done: Swedish, English, Norwegian and Danish.

All in normal form; how they are written is told in :mod:`conversations.agent.reading.concepts`.
"""

from __future__ import annotations

#: What is done, refused, corrected.
DOING = {
    "ERASE": """
        radering* raderingen deletion radear raddera expunge obliterate annihil* radera* raderr*
        raderin* rader delet* deleta* slett* slet slettes erase* erasure anonymi* avidentifi* utplan*
        sudda* wipe* wiping purge* scrub* shred* forstor forstora forstors forstort forstorda destroy*
        eliminer* eliminate* avpersonifi*""",
    "REMOVE": """
        borttagning* removal plocka_ut ta..fran_er stada..bort stada..ur plocka..ur lyft..bort
        lyfta..bort lyfta..ut gora_er_av_med gor_er_av_med skrota riva strimla tippa strike drop_me
        drop_my papperskorgen soptunnan nolla ta..ur tar..ur tas..ur bortskaffa* upphora_med_att_ha
        ta..bort tar..bort tas..bort tog..bort tagit..bort tabort ta_bor ta..vack ta..undan tagna..bort
        plocka..bort plockar..bort plockas..bort bort_med borttag* bortplock* rensa* rensning slang
        slanga slangs slanger slangt kasta kastas stryk stryka struken strukna stryks avlagsna* makuler*
        slopa* tomma tommer tom_min tom_allt nollstall* fa..bort ha..bort ska_bort maste_bort fa_vack
        bli_av_med bli..av_med blir_av_med forsvinn* forsvann fjern* remov* clear* get_rid get..rid
        take..off take..out taken..off taken..out get..out scrap* lose bin dump* trash*
        avregistrera_mig_helt dra..ur glomma_bort avsluta_min_profil gallra*""",
    "FORGET": "glom glomma glommer glomd glomda bortglomd forget forgotten glemt glem",
    "CLOSE": """
        stang stanga stangs stangas stanger stangt avsluta avslutar avslutas avslutat saga_upp sag_upp
        sager_upp upphor* close closed cancel deactivate* terminate* lagg_ner""",
    "ACCOUNT": "konto kontot kundkonto* profil profilen medlemskap* account profile kundprofil*",
    "KEEP": """
        liggande on_record on_file forvarar bokfort antecknas retaining spara sparar sparas sparat
        sparade sparad sparats lagra lagrar lagras lagrat lagrade lagret lagre gemt gemme behalla
        behaller bevara* har..kvar ha..kvar haft..kvar finns..kvar finnas..kvar ligger..kvar ligga..kvar
        star..kvar kvar registrer* antecknat antecknar noterat noterar nedskriv* uppskriv* skrivit_upp
        dokumenter* samlat samlar innehar arkiver* forvara* sitter..pa keep keeps keeping kept store*
        storing stored saved save hold holds holding held retain* recorded collect* finns_om finns_pa
        ligger_om star_om vet_om kanner_till_om skrivit_om skriver_om""",
    "KNOWN": """
        vet har star finns ligger skrivit skriver noterat antecknat know have has got written says say
        hade vite kan_om skrev har_for koll""",
    "WRITTEN": "skrivit skrev written wrote",
    "KNOWING": "vet know kanner",
    "RECORDS": "spelar..in spelas..in spela..in inspel* record*",
    "PASTTHINGS": "behandlingar behandlingar* *bilder foton svar rontgen* besok",
    "KEEPS": "lagrar sparar registrerar antecknar samlar dokumenterar noterar store stores collect keep",
    "OFME": "av_ME of_ME",
    "KEPT": """
        sparade lagrade registrerade antecknade noterade sparat lagrat registrerat antecknat noterat
        dokumenterat samlat sparats lagrats lagret registrert stored saved recorded collected gemt
        skrivit_upp""",
    "BEING": """
        finnas finns sta star vara va synas syns ligga ligger hittas hitta forekomma med_i kvar existera
        be been stored registrerad registrert sparad sparade lagrad medlem inlagd""",
    "GONE": """
        raderad raderade raderat raderas borttagen borttagna borttaget struken strukna glomd bortglomd
        glomda slettet anonymiserad utplanad* utplanat forstord forstorda deleted erased removed wiped
        gone forgotten""",
    "SHOW": """
        utskrivet utskrivna utlamn* utlamning kopieras print_out skickas mejlas sands redogorelse
        overblick delge tillhandahall* rapport report fa_hem print skriva_ner transcript ga_igenom se
        fa..se far..se visa visar skicka skickar skickad skickat skicke mejla mejlar maila mailar kopia
        kopior kopiera utdrag* datautdrag* printout utskrift* skriv..ut skriva..ut printa ta..del insyn
        innsyn innsikt indsigt lamna..ut lamnas..ut ha..ut fa..ut far..ut hamta..ut begar..ut begara..ut
        tillgang tillgangen access copy copies send provide see show view list lista forteckning*
        sammanstall* redovisa* redogor* lasa las visning export* ladda..ner ladda..ned ladda_hem
        download* veta vite vide reda_pa ge_mig give_me get fa_tillgang ta_fram beratta berattar tell
        inblick titta kika kolla granska request obtain receive have_a onska beratte overlamna* upplys*
        plocka..ut sammanfatt*""",
    "KNOWS": "fraga veta vite vide know tell beratta berattar reda_pa visa kolla hora undrar upplysa lurar",
    "SHARE": """
        lamnade delning utlamning forsaljning delar dela delas delat delge lamnar..ut lamna..ut
        lamnas..ut lamnat..ut gett ger ge gav ger..vidare saljer salja saljs salj sprider sprida lamnar
        lamnat skickas skickar..vidare overfors far_del fa_del fatt_del hamnar share* shared sell* give
        gave given pass passed overlater formedlar tredje_part tillgang""",
    "READS": """
        laser lasa las ser se lyssnar tillgang kolla kollar read reads reading see sees access kan_se
        kan_lasa""",
    "WHENCE": "hur var vart varifran vem varfor kommer_det_sig how where who why hvor hvordan hvorfra",
    "GOT": """
        fick fatt far fa har hittade hittat hitta kommer kom kunde gett gav vet visste tag reda_pa got
        get gave have find found obtained come came know fikk ha komma""",
    "USE": """
        delning* spridning* forsaljning* insamling* anvandande* hantering* vidareforsaljning* ta..in
        laser lasar gor_ni_med gor..med do..with hander..med med_mina handling sker_med anvands anvand*
        behandl* behandling* hanter* dela delar delas delge salja salj saljer saljs lamna..ut lamnar..ut
        lamnas..ut ge..vidare ge..till sprid* sprida publicer* lagg..ut lagger..ut lagga..ut laggs..ut
        kartlagg* profiler* analyser* tran* mata* filma* spela..in spelas..in spelar..in inspeln* hamna
        hamnar proces* shar* sell* use used using uses train* handle* pass pass..on passed disclose*
        marknadsfor* reklam* synas ligger lagra* skicka..vidare bruk* bruke publish* post_my statistik
        sparar spara lamna skannas las lasa lases lasas""",
    "AI": """
        assistent* virtuell* virtual autosvar* automatsvar* autoreply gpt llm ai ain aien robot* bot
        bott botten boten botar bots chatbot* chattbot* chatgpt dator* datorn maskin maskinen maskiner
        algoritm* automatisk* automatiserad* program programmet program* software system_som computer*
        machine* artific* intelligens burk burken automated automatic auto chatrobot* telefonsvarare""",
    "CONSENT": "samtyck* godkannande* medgivand* tillstand* tillatelse* lov consent* permission approval",
    "WITHDRAW": """
        aterkall* aterta* dra..tillbaka drar..tillbaka ta..tillbaka tar..tillbaka upphav* angrar angra
        dra_in drar..in withdraw* revoke* take..back inte_langre har_inte har..inte inte_gett no_longer
        trekke..tilbake""",
    "NOTKEEP": "spara_NOT lagra_NOT behall_NOT spar_NOT don't_KEEP do_not_KEEP",
    "NOFORGET": "FORGET_NOT NOT_FORGET do_not_forget",
    "OUTLIST": """
        *utskick* smslist* smsen smserna reklam reklamen reklamlista* nyhetsbrev* maillist* mejllist*
        prenumer* listan list lists lista sms_lista sms_listan mailing texts text newsletter* marketing
        promotion*""",
    "NOOBJECT": "inget_emot inte_emot OBJECT_inte OBJECT_NOT OBJECT_ME_NOT NOT_OBJECT inget_OBJECT",
    "MIXED": "blandat..ihop forvaxl* blandar..ihop mixed..up mix..up confused",
    "ASKW": "vad vilken vilket vilka what which ar_det har_jag ni",
    "SEND": "skickar skicka skickade mejlar mailar skriver send sending sends",
    "OBJECT": "invand* motsatt* motsat* motsatter protest* opponer* object objecting objection bestrid*",
    "IMAGE": "bild* foto* photo* picture* pic pics video* film* ansikte* namn name face",
    "PUBLIC": """
        instagram facebook hemsida* reklam* marknadsfor* sociala webb* tiktok website media internet
        natet annons* sida sidan visas advertis* marketing sajt* tidning*""",
    "SWITCHOFF": """
        stang..av stanga..av stanger..av stangs..av inaktivera avaktivera koppla_bort koppla_ur opt..out
        turn_off disable switch_off sag_nej saga_nej sager..nej nej_till utan_AI""",
    "NOCONSENT": """
        godkanner_inte godkanner_ej samtycker_inte samtycker_ej godtar_inte accepterar_inte
        tillater_inte no_consent inte_godkant don't_accept don't_consent do_not_consent""",
    "ANALYSE": """
        analyser* kartlagg* profiler* filma* filmar spela_in overvaka* granska* track* analyse analyze
        analyzing profile spionera*""",
    "PROFILE": "profiler* profiling profiled kartlagg* automatiserad* automatiska_beslut automatiserat*",
    "DECIDE": "beslut* besluta bestamma bestammer bestamt avgor* decid* decision* dom bedom*",
    "USEONLY": """
        behandlingen anvandning* behandling anvand* use using used behandla behandlas behandlar rora
        rors""",
    "UNTIL": """
        forran innan tills medan under_tiden tillfalligt until while for_now tills_vidare sa_lange
        pending""",
    "KEEPONLY": "ha_kvar lagra spara behalla store keep",
    "USEDATA": "anvand* behandl* behandling* *uppgift* data* samtyck* info*",
    "LIMIT": """
        begrans* frys* pausa pausar paus las_MINE_DATA sparra* sparr restrict* limit* tillfalligt_stoppa
        satt..paus satta..paus freeze pause begrens*""",
    "PRONOUN": "han hon hen he she they",
    "IAM": "jag_ar i'm vi_ar hon_ar han_ar i_am jag_tal jag_bor jag_har",
    "SHOULDBE": "ska_vara ska_va ska_sta ska_det_sta borde_sta borde_vara should_be should_say ska_heta",
    "NEWCONTACT": """
        ny_mejl* ny_mail* ny_epost* ny_email* ny_adress* nytt_*nummer nytt_*namn new_number new_email
        new_address new_name new_surname ny_*adress nytt_nr nytt_*nr nytt_mobil* nya_nummer*""",
    "HETER": "heter hedder called",
    "PERSONAL1": """
        fodelsedat* fodelsear* personnum* personnr fornamn* efternamn* mobilnum* mobilnr telefonnummer
        telefonnumret telefonnr mejladress* mailadress* epostadress* namnet adressen mejlen mailen
        surname lastname birthday birthdate date_of_birth phone_number postadress* hemadress*""",
    "NEW": "ny nytt nya new andrat andrad bytt",
    "NEWHOME": """
        adressandr* namnandr* namnbyt* nummerbyt* adressbyt* change_of_address name_change bor_numera
        bor_inte_kvar bor_inte_langre bor_nu flyttat_ifran""",
    "MISREG": "felregistr* fel_registrerad* flicknamn* fel_registrerat",
    "MYNAME": """
        jag_heter mitt_namn_ar my_name_is KIN_heter heter_jag i'm_called namnet_ar my_name's vi_heter
        name_is""",
    "NOWADAYS": "numera nu faktiskt egentligen actually now istallet igen instead really nuforti* sedan",
    "WITHLETTER": """
        med_LETTER med_ett_LETTER with_LETTER with_a_LETTER med_tva_LETTER med_dubbel* tva_LETTER
        double_LETTER two_LETTER dubbel_LETTER ett_LETTER one_LETTER utan_LETTER med_LETTER_o
        med_NUMBER_LETTER single_LETTER""",
    "SPELL": "skrivs_med stava* felstav* stavning* misspel* misspell* spelled spelt spelling typo felskriv*",
    "CONTRA": """
        PRONOUN_NOT_PRONOUN PRONOUN_NOT_en_PRONOUN inte_sant stammer_inte gor_jag_inte ar_jag_inte
        har_jag_inte det_ar_jag_inte men_jag men_det_ar jag_ar_inte jag_har_aldrig jag_har_inte
        jag_heter i'm_not i_am_not i_have_never not_true men_ar har_jag_aldrig utan_jag but_i but_it's
        i_don't har_aldrig osant men_jag_ar but_my inte_alls but_i'm SHOULDBE men_det men_hon men_han
        hon_heter han_heter""",
    "RECORD": """
        ni_skriver ni_tror ni_har_skrivit de_skriver dom_skriver som_det_star antecknat registrerat
        noterat lagt_in skrivit recorded written noted star_det det_star star_att it_says says
        registrerad_som star_som inlagd_som down_as listed_as dokumenterat stod_det det_stod star_jag
        kallar_mig registered_as""",
    "CALLEDME": """
        ni_kallar_mig kallar_ni_mig keep_calling_me you_call_me calling_me ni_skriver_mig have_me_as
        have_me_down""",
    "NEWDETAIL": """
        ny_DETAIL nytt_DETAIL nya_DETAIL new_DETAIL bytt_DETAIL bytte_DETAIL changed_my..DETAIL
        got_new_DETAIL byter_DETAIL nytt_och_annat_DETAIL ny_mobil ny_mail bytt_till_DETAIL
        DETAIL_har_andrats new_phone_number new..DETAIL fatt_DETAIL""",
    "ASKYOU": "har_ni har_du ni_bytt have_you er_nya ert_nya your_new ni_nytt ni_flytt*",
    "WAY": "hittar hitta hur_kommer vagen parker* letar find",
    "MOVED": "flyttat flyttar flyttade moved bor_inte bor_numera bor_nu bor_inte_langre",
    "MARRIED": "gift gifte skilt skild skilda separerat brollop* brollopet married divorced",
    "CARS": "bilen bil bilar mc motorcykel car plate regnumm* reg registreringsnummer skylt*",
    "RIGHTIS": """
        ratt_DETAIL ratta_DETAIL korrekt_DETAIL korrekta_DETAIL correct_DETAIL right_DETAIL
        ratt_stavning""",
    "IS": "ar is ska bor heter er",
    "WRONG": """
        fel felet felaktig* felstav* felskriv* felregistr* stammer_inte stammer_ej stammer_ikke
        stammer..inte inaktuell* gammal gammalt gamla gammla utdaterad* inkorrekt* missuppfatt* misstag
        stavas stavat blandat..ihop forvaxl* wrong* incorrect* inaccurate* outdated out_of_date misspel*
        mistake inte_ratt inte_langre inte_korrekt feil forkert galler_inte galler..inte no_longer
        ofullstandig* saknar osant old NOTMINE""",
    "NOTMINE": "inte_MINE ej_MINE not_MINE isn't_MINE aldrig_MINE_DETAIL",
    "CHANGE": """
        bytts bytas andring* uppdatering* korrigering* byte gora_om ratta_till byta_ut ersatta revise
        adjust put_right andra andras andrar andrat andrad andrats endre uppdatera* ratta rattar rattas
        rattad rattade rattelse* rette korriger* justera* byt byta byter bytt bytte byts fixa ersatt*
        komplettera* lagg_till lagga_till lagg_in lagga_in notera skriv..om change changed changes
        update* correct* fix amend* rectif* replace* edit skriva..om byt_ut""",
    "RIGHT": "ratt ratta korrekt korrekta rett correct right heter hedder rattstavat stavas spelled",
}
