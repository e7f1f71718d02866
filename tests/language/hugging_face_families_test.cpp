#include "formats/hugging_face/hugging_face.h"
#include "tests/test_class.h"

#include "core/blocks/network_spec.h"
#include "core/network/network.h"

#include <QTest>

#include <algorithm>

namespace waferscope {

/// Sizes of public models, as their makers' files state them, and the number of parameters that each is known by, as it
/// follows from the architecture too. Keys that equal the defaults of the library are left out, as it does in nested
/// parts.
class HuggingFaceFamiliesTest : public QObject {
    Q_OBJECT

private slots:
    void countsArePublished_data();
    void countsArePublished();
    void unknownTypesOpenAsTheNearest();
    void whatLacksIsListed();
    void theTextOfAnUnknownWholeOpens();
    void architecturesNameTheType();
    void windowsBoundTheKeys();
    void layersWithoutAWindowSeeAll();
    void expertsHaveSizesOfTheirOwn();
    void latentAttentionMultipliesWhatItMakes();
    void stateSpacesMultiplyTheirProducts();
    void textsSeePicturesAsPositions();
    void headsFollowTheArchitecture();
};

namespace {

Result<NetworkSource> readFamily(const QString& keys)
{
    return readHuggingFace("{" + keys.toStdString() + "}", "config.json");
}

Result<Network> familyOf(const QString& keys)
{
    WAFERSCOPE_TRY(NetworkSource source, readFamily(keys));
    return Network::create(std::make_shared<const NetworkSource>(std::move(source)));
}

std::int64_t macsOf(const QString& keys)
{
    const Result<Network> network = familyOf(keys);
    return network.ok() ? network.value().macs() : -1;
}

bool warns(const Network& network, const char* words)
{
    const std::vector<ImportIssue>& issues = network.issues();
    return std::any_of(issues.begin(), issues.end(), [words](const ImportIssue& issue) {
        return issue.severity == IssueSeverity::Warning && issue.message.find(words) != std::string::npos;
    });
}

} // namespace

static void model(const char* name, const char* keys, qint64 parameters)
{
    QTest::newRow(name) << QString{keys} << parameters;
}

static void addLlamas()
{
    model("mistral-7b-v0.1", R"("model_type": "mistral", "vocab_size": 32000, "num_key_value_heads": 8)", 7241732096);
    model("qwen2.5-7b", R"("model_type": "qwen2", "vocab_size": 152064, "hidden_size": 3584, "intermediate_size": 18944,
        "num_hidden_layers": 28, "num_attention_heads": 28, "num_key_value_heads": 4, "tie_word_embeddings": false,
        "use_sliding_window": false, "sliding_window": 131072, "max_window_layers": 28)",
          7615616512);
    model("qwen3-8b", R"("model_type": "qwen3", "hidden_size": 4096, "intermediate_size": 12288, "head_dim": 128,
        "num_hidden_layers": 36, "num_attention_heads": 32, "num_key_value_heads": 8, "tie_word_embeddings": false)",
          8190735360);
    model("qwen3-0.6b", R"("model_type": "qwen3", "hidden_size": 1024, "intermediate_size": 3072, "head_dim": 128,
        "num_hidden_layers": 28, "num_attention_heads": 16, "num_key_value_heads": 8, "tie_word_embeddings": true)",
          596049920);
    model("phi-3-mini-4k", R"("model_type": "phi3", "vocab_size": 32064, "hidden_size": 3072, "intermediate_size": 8192,
        "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 32, "sliding_window": 2047)",
          3821079552);
    model("granite-3.0-2b", R"("model_type": "granite", "vocab_size": 49155, "hidden_size": 2048,
        "intermediate_size": 8192, "num_hidden_layers": 40, "num_attention_heads": 32, "num_key_value_heads": 8,
        "tie_word_embeddings": true)",
          2533531648);
    model("smollm3-3b", R"("model_type": "smollm3")", 3075098624);
    model("internlm2-7b", R"("model_type": "internlm2", "vocab_size": 92544, "intermediate_size": 14336,
        "num_key_value_heads": 8, "bias": false)",
          7737708544);
    model("chatglm3-6b", R"("model_type": "chatglm", "architectures": ["ChatGLMModel"], "multi_query_attention": true,
        "multi_query_group_num": 2, "add_qkv_bias": true, "ffn_hidden_size": 13696, "padded_vocab_size": 65024,
        "num_layers": 28, "hidden_size": 4096, "num_attention_heads": 32, "kv_channels": 128)",
          6243584000);
    model("glm-4-9b-0414", R"("model_type": "glm4", "attention_bias": true)", 9400279040);
}

static void addVariants()
{
    model("gemma-2b", R"("model_type": "gemma", "hidden_size": 2048, "intermediate_size": 16384,
        "num_hidden_layers": 18, "num_attention_heads": 8, "num_key_value_heads": 1, "head_dim": 256)",
          2506172416);
    model("gemma-7b", R"("model_type": "gemma")", 8537680896);
    model("gemma-2-2b", R"("model_type": "gemma2")", 2614341888);
    model("gemma-2-9b", R"("model_type": "gemma2", "hidden_size": 3584, "intermediate_size": 14336,
        "num_hidden_layers": 42, "num_attention_heads": 16, "num_key_value_heads": 8, "head_dim": 256)",
          9241705984);
    model("gemma-3-1b", R"("model_type": "gemma3_text", "vocab_size": 262144, "hidden_size": 1152,
        "intermediate_size": 6912, "num_hidden_layers": 26, "num_attention_heads": 4, "num_key_value_heads": 1,
        "sliding_window": 512)",
          999885952);
    model("phi-2", R"("model_type": "phi", "hidden_size": 2560, "intermediate_size": 10240, "num_hidden_layers": 32)",
          2779683840);
    model("olmo-7b", R"("model_type": "olmo")", 6888095744);
    model("olmo-2-7b", R"("model_type": "olmo2", "vocab_size": 100352)", 7298617344);
    model("stablelm-3b-4e1t", R"("model_type": "stablelm")", 2795443200);
    model("stablelm-2-1.6b", R"("model_type": "stablelm", "vocab_size": 100352, "hidden_size": 2048,
        "intermediate_size": 5632, "num_hidden_layers": 24, "use_qkv_bias": true)",
          1644515328);
    model("command-r", R"("model_type": "cohere")", 34980831232);
    model("command-r7b", R"("model_type": "cohere2", "hidden_size": 4096, "intermediate_size": 14336,
        "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8)",
          8028033024);
    model("starcoder2-3b", R"("model_type": "starcoder2")", 3030371328);
}

static void addDecoders()
{
    model("clip's text, ViT-B/32", R"("model_type": "clip_text_model")", 63165952);
    model("opt-125m", R"("model_type": "opt")", 125239296);
    model("opt-350m", R"("model_type": "opt", "hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16,
        "ffn_dim": 4096, "word_embed_proj_dim": 512, "do_layer_norm_before": false)",
          331196416);
    model("opt-1.3b", R"("model_type": "opt", "hidden_size": 2048, "num_hidden_layers": 24, "num_attention_heads": 32,
        "ffn_dim": 8192)",
          1315758080);
    model("starcoder", R"("model_type": "gpt_bigcode", "vocab_size": 49152, "n_embd": 6144, "n_layer": 40, "n_head": 48,
        "n_positions": 8192, "n_inner": 24576)",
          15517456384);
    model("mpt-7b", R"("model_type": "mpt", "vocab_size": 50432, "d_model": 4096, "n_layers": 32, "n_heads": 32,
        "attn_config": {"alibi": true})",
          6649286656);
    // The layers of Falcon-40B as it is now: the same sizes under the keys of its first code.
    model("falcon-40b, old keys", R"("model_type": "RefinedWeb", "architectures": ["RWForCausalLM"],
        "vocab_size": 65024, "hidden_size": 8192, "n_layer": 60, "n_head": 128, "n_head_kv": 8, "parallel_attn": true,
        "bias": false, "alibi": false)",
          41303293952);
    model("mamba-130m", R"("model_type": "mamba", "num_hidden_layers": 24, "time_step_rank": 48)", 129135360);
    model("falcon-mamba-7b", R"("model_type": "falcon_mamba", "tie_word_embeddings": false)", 7272665088);
}

static void addExperts()
{
    model("qwen1.5-moe-a2.7b", R"("model_type": "qwen2_moe")", 14315784192);
    model("qwen3-30b-a3b", R"("model_type": "qwen3_moe", "num_hidden_layers": 48, "head_dim": 128)", 30532122624);
    model("olmoe-1b-7b", R"("model_type": "olmoe", "intermediate_size": 1024)", 6919161856);
    model("deepseek-v2-lite", R"("model_type": "deepseek_v2", "vocab_size": 102400, "hidden_size": 2048,
        "intermediate_size": 10944, "moe_intermediate_size": 1408, "num_hidden_layers": 27, "num_attention_heads": 16,
        "num_key_value_heads": 16, "n_shared_experts": 2, "n_routed_experts": 64, "num_experts_per_tok": 6,
        "kv_lora_rank": 512, "q_lora_rank": null, "first_k_dense_replace": 1)",
          15706484224);
    model("deepseek-v2", R"("model_type": "deepseek_v2", "vocab_size": 102400, "hidden_size": 5120,
        "intermediate_size": 12288, "moe_intermediate_size": 1536, "num_hidden_layers": 60, "num_attention_heads": 128,
        "n_shared_experts": 2, "n_routed_experts": 160, "num_experts_per_tok": 6, "first_k_dense_replace": 1)",
          235741434880);
    // 671,026,419,200 with the 58 x 256 corrections of the router, which no gradient trains.
    model("deepseek-v3", R"("model_type": "deepseek_v3")", 671026419200 - 58LL * 256);
    // 106,852,251,264 with the 45 x 128 corrections of the router.
    model("glm-4.5-air", R"("model_type": "glm4_moe", "attention_bias": true, "num_experts_per_tok": 8)",
          106852251264 - 45LL * 128);
    model("gpt-oss-20b", R"("model_type": "gpt_oss", "num_hidden_layers": 24, "num_local_experts": 32)", 20914757184);
    model("gpt-oss-120b", R"("model_type": "gpt_oss")", 116829156672);
}

static void addEncoders()
{
    model("distilbert-base", R"("model_type": "distilbert", "architectures": ["DistilBertModel"])", 66362880);
    model("distilbert-base, masked words", R"("model_type": "distilbert", "architectures": ["DistilBertForMaskedLM"])",
          66985530);
    model("distilbert-sst-2", R"("model_type": "distilbert", "architectures": ["DistilBertForSequenceClassification"])",
          66955010);
    model("albert-base-v2", R"("model_type": "albert", "embedding_size": 128, "hidden_size": 768,
        "num_attention_heads": 12, "intermediate_size": 3072)",
          11683584);
    // Tables of 128 (30522 words, 512 places, 2 kinds, a norm) and their projection, then 12 layers of 256.
    model("electra-small", R"("model_type": "electra")",
          (30522 + 512 + 2 + 2) * 128LL + 128 * 256 + 256 + 12LL * 789760);
    model("electra-base", R"("model_type": "electra", "embedding_size": 768, "hidden_size": 768,
        "intermediate_size": 3072, "num_attention_heads": 12)",
          108891648);
    model("deberta-v3-base", R"("model_type": "deberta-v2", "hidden_size": 768, "intermediate_size": 3072,
        "num_hidden_layers": 12, "num_attention_heads": 12, "relative_attention": true, "position_buckets": 256,
        "norm_rel_ebd": "layer_norm", "share_att_key": true, "max_relative_positions": -1,
        "position_biased_input": false, "type_vocab_size": 0)",
          183831552);
    model("modernbert-base", R"("model_type": "modernbert", "architectures": ["ModernBertModel"])", 149014272);
    model("modernbert-base, masked words", R"("model_type": "modernbert", "architectures": ["ModernBertForMaskedLM"])",
          149655232);
    model("longformer-base-4096", R"("model_type": "longformer", "vocab_size": 50265, "max_position_embeddings": 4098,
        "type_vocab_size": 1, "attention_window": [512, 512])",
          148659456);
}

static void addPicturesAndSounds()
{
    model("vit-base, sizes as lists", R"("model_type": "vit", "architectures": ["ViTForImageClassification"],
        "num_labels": 1000, "image_size": [224, 224], "patch_size": [16, 16])",
          86567656);
    model("deit-base-distilled", R"("model_type": "deit", "num_labels": 1000,
        "architectures": ["DeiTForImageClassificationWithTeacher"])",
          87338192);
    model("dinov2-base", R"("model_type": "dinov2", "image_size": 518)", 86580480);
    model("swin-tiny", R"("model_type": "swin", "architectures": ["SwinForImageClassification"], "num_labels": 1000)",
          28288354);
    // The same layers: windows that do not fit are filled up.
    model("swin-tiny, another size", R"("model_type": "swin", "architectures": ["SwinForImageClassification"],
        "num_labels": 1000, "image_size": 200)",
          28288354);
    model("clip-vit-base-patch32", R"("model_type": "clip", "text_config": {}, "vision_config": {})", 151277313);
    // 37,760,640 in the checkpoint, with 1500 x 384 sinusoids that are not trained.
    model("whisper-tiny", R"("model_type": "whisper")", 37184640);
    model("whisper-base.en", R"("model_type": "whisper", "vocab_size": 51864, "d_model": 512, "encoder_layers": 6,
        "decoder_layers": 6, "encoder_attention_heads": 8, "decoder_attention_heads": 8, "encoder_ffn_dim": 2048,
        "decoder_ffn_dim": 2048)",
          71825408);
    model("mbart-large-cc25", R"("model_type": "mbart", "vocab_size": 250027)", 610851840);
    // 74,410,496 in the checkpoint, with two times 512 x 512 sinusoids.
    model("opus-mt-en-de", R"("model_type": "marian", "d_model": 512, "encoder_layers": 6, "decoder_layers": 6,
        "encoder_attention_heads": 8, "decoder_attention_heads": 8, "encoder_ffn_dim": 2048, "decoder_ffn_dim": 2048,
        "max_position_embeddings": 512)",
          74410496 - 2LL * 512 * 512);
}

static void addTextsWithPictures()
{
    model("llava-1.5-7b", R"("model_type": "llava", "text_config": {"model_type": "llama", "vocab_size": 32064,
        "max_position_embeddings": 4096}, "vision_config": {"model_type": "clip_vision_model", "hidden_size": 1024,
        "image_size": 336, "intermediate_size": 4096, "num_attention_heads": 16, "num_hidden_layers": 24,
        "patch_size": 14})",
          7063427072);
    model("llava-v1.6-mistral-7b", R"("model_type": "llava_next", "text_config": {"model_type": "mistral",
        "vocab_size": 32064}, "vision_config": {"model_type": "clip_vision_model", "hidden_size": 1024,
        "image_size": 336, "intermediate_size": 4096, "num_attention_heads": 16, "num_hidden_layers": 24,
        "patch_size": 14})",
          7566747648);
    model("llava-onevision-7b", R"("model_type": "llava_onevision", "text_config": {"model_type": "qwen2",
        "vocab_size": 152064, "hidden_size": 3584, "intermediate_size": 18944, "num_hidden_layers": 28,
        "num_attention_heads": 28, "num_key_value_heads": 4}, "vision_config": {"model_type": "siglip_vision_model",
        "hidden_size": 1152, "image_size": 384, "intermediate_size": 4304, "num_attention_heads": 16,
        "num_hidden_layers": 26, "patch_size": 14})",
          8030348832);
    model("qwen2-vl-2b", R"("model_type": "qwen2_vl", "vocab_size": 151936, "hidden_size": 1536,
        "num_hidden_layers": 28, "num_attention_heads": 12, "num_key_value_heads": 2, "intermediate_size": 8960,
        "tie_word_embeddings": true, "vision_config": {"depth": 32, "embed_dim": 1280})",
          2208985600);
    model("qwen2.5-vl-3b", R"("model_type": "qwen2_5_vl", "hidden_size": 2048, "num_hidden_layers": 36,
        "num_attention_heads": 16, "num_key_value_heads": 2, "intermediate_size": 11008, "tie_word_embeddings": true,
        "vision_config": {"hidden_size": 1280, "intermediate_size": 3420})",
          3754622976);
    model("gemma-3-4b", R"("model_type": "gemma3", "text_config": {"model_type": "gemma3_text", "hidden_size": 2560,
        "intermediate_size": 10240, "num_hidden_layers": 34, "sliding_window": 1024}, "vision_config": {
        "model_type": "siglip_vision_model", "hidden_size": 1152, "image_size": 896, "intermediate_size": 4304,
        "num_attention_heads": 16, "num_hidden_layers": 27, "patch_size": 14})",
          4300079472);
    model("paligemma-3b", R"("model_type": "paligemma", "text_config": {"model_type": "gemma", "hidden_size": 2048,
        "intermediate_size": 16384, "num_attention_heads": 8, "num_hidden_layers": 18, "num_key_value_heads": 1,
        "vocab_size": 257216}, "vision_config": {"model_type": "siglip_vision_model", "hidden_size": 1152,
        "intermediate_size": 4304, "num_attention_heads": 16, "num_hidden_layers": 27, "patch_size": 14})",
          2923466480);
    model("llama-4-scout", R"("model_type": "llama4", "text_config": {"model_type": "llama4_text"}, "vision_config": {
        "hidden_size": 1408, "image_size": 336})",
          108641793536);
}

void HuggingFaceFamiliesTest::countsArePublished_data()
{
    QTest::addColumn<QString>("keys");
    QTest::addColumn<qint64>("parameters");
    addLlamas();
    addVariants();
    addDecoders();
    addExperts();
    addEncoders();
    addPicturesAndSounds();
    addTextsWithPictures();
}

void HuggingFaceFamiliesTest::countsArePublished()
{
    QFETCH(QString, keys);
    QFETCH(qint64, parameters);
    const Result<Network> network = familyOf(keys);
    QVERIFY2(network.ok(), network.ok() ? "" : network.error().message.c_str());
    QCOMPARE(qint64{network.value().parameters()}, parameters);
    QVERIFY(network.value().macs() > 0);
    for (const ImportIssue& issue : network.value().issues())
        QVERIFY2(issue.severity == IssueSeverity::Note, issue.message.c_str());
}

/// Tables of 100 words twice, two layers of attention and of a gate, five norms.
void HuggingFaceFamiliesTest::unknownTypesOpenAsTheNearest()
{
    const Result<Network> network = familyOf(R"("model_type": "tomorrow", "vocab_size": 100, "n_embd": 64,
        "num_layers": 2, "n_head": 4, "ffn_dim": 96)");
    QVERIFY2(network.ok(), network.ok() ? "" : network.error().message.c_str());
    QCOMPARE(network.value().parameters(), std::int64_t{2 * 6400 + 2 * (4 * 4096 + 3 * 64 * 96) + 5 * 64});
    QVERIFY(warns(network.value(), "'tomorrow' is not known; it is taken as llama, with gated feed-forward parts"));
    const Result<Network> named = familyOf(R"("model_type": "qwen3_next_but_one", "vocab_size": 100, "hidden_size": 64,
        "num_hidden_layers": 1, "num_attention_heads": 4, "intermediate_size": 96)");
    QVERIFY(named.ok() && warns(named.value(), "it is taken as 'qwen3', by its class, its name or its keys"));
    const Result<Network> routed = familyOf(R"("model_type": "qwen3_routed", "vocab_size": 100, "hidden_size": 64,
        "num_hidden_layers": 1, "num_attention_heads": 4, "intermediate_size": 96, "num_experts": 3)");
    QVERIFY(routed.ok() && warns(routed.value(), "it is taken as llama")); // a dense family is not near to experts
    QCOMPARE(routed.value().parameters(), std::int64_t{2 * 6400 + 4 * 4096 + 3 * 3 * 64 * 96 + 3 * 64 + 3 * 64});
    const Result<Network> read = familyOf(R"("model_type": "tomorrow", "architectures": ["Qwen3ForCausalLM"],
        "vocab_size": 100, "hidden_size": 64, "num_hidden_layers": 1, "num_attention_heads": 4, "head_dim": 16,
        "intermediate_size": 96)");
    QVERIFY(read.ok() && warns(read.value(), "it is taken as 'qwen3'"));
    const Result<Network> encoder = familyOf(R"("model_type": "tomorrow", "vocab_size": 100, "hidden_size": 64,
        "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 96, "type_vocab_size": 2)");
    QVERIFY(encoder.ok() && warns(encoder.value(), "it is taken as bert"));
}

void HuggingFaceFamiliesTest::whatLacksIsListed()
{
    const Result<NetworkSource> source = readFamily(R"("model_type": "tomorrow", "hidden_size": 64, "n_head": 4)");
    QVERIFY(!source.ok());
    const QString message = QString::fromStdString(source.error().message);
    QVERIFY2(message.contains("'tomorrow' is not known, and the keys of its nearest lack vocab_size"),
             qPrintable(message));
    QVERIFY2(message.contains("num_hidden_layers"), qPrintable(message));
}

void HuggingFaceFamiliesTest::theTextOfAnUnknownWholeOpens()
{
    const QString text = R"("model_type": "qwen2", "vocab_size": 100, "hidden_size": 64, "num_hidden_layers": 2,
        "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 96)";
    const Result<Network> whole =
        familyOf(R"("model_type": "sees", "vision_config": {}, "text_config": {)" + text + "}");
    const Result<Network> alone = familyOf(text);
    QVERIFY2(whole.ok(), whole.ok() ? "" : whole.error().message.c_str());
    QCOMPARE(whole.value().parameters(), alone.value().parameters());
    QVERIFY(warns(whole.value(), "Of 'sees' the text alone is read"));
}

void HuggingFaceFamiliesTest::architecturesNameTheType()
{
    const QString sizes = R"("vocab_size": 100, "hidden_size": 64, "num_hidden_layers": 1, "num_attention_heads": 4)";
    const Result<NetworkSource> source = readFamily(R"("architectures": ["Qwen3MoeForCausalLM"], )" + sizes);
    QVERIFY2(source.ok(), source.ok() ? "" : source.error().message.c_str());
    QVERIFY(source.value().spec->blocks[1].settings.contains("query_norm"));
}

/// Two products of every query with as many keys as it sees, in 2 heads of 8 features.
void HuggingFaceFamiliesTest::windowsBoundTheKeys()
{
    const QString keys = R"("model_type": "mistral", "vocab_size": 10, "hidden_size": 16, "num_hidden_layers": 1,
        "num_attention_heads": 2, "num_key_value_heads": 1, "intermediate_size": 32, "max_position_embeddings": 64,
        "sliding_window": )";
    const std::int64_t all = macsOf(keys + "null");
    QVERIFY(all > 0);
    QCOMPARE(all - macsOf(keys + "8"), std::int64_t{2 * 64 * (64 - 8) * 16});
    QCOMPARE(macsOf(keys + "64"), all);
    QCOMPARE(macsOf(keys + "4096"), all); // a window is never wider than the sequence
}

void HuggingFaceFamiliesTest::layersWithoutAWindowSeeAll()
{
    const QString keys = R"("model_type": "gemma2", "vocab_size": 10, "hidden_size": 16, "num_hidden_layers": 3,
        "num_attention_heads": 2, "num_key_value_heads": 2, "head_dim": 8, "intermediate_size": 32,
        "max_position_embeddings": 64, "sliding_window": 8)";
    const std::int64_t usual = macsOf(keys); // the second of three sees all
    QVERIFY(usual > 0);
    const std::int64_t layer = 2LL * 64 * (64 - 8) * 16;
    const auto typed = [&keys](const QString& types) { return macsOf(keys + R"(, "layer_types": [)" + types + "]"); };
    const QString near = R"("sliding_attention")";
    const QString full = R"("full_attention")";
    QCOMPARE(typed(near + "," + near + "," + near), usual - layer);
    QCOMPARE(typed(full + "," + full + "," + full), usual + 2 * layer);
    QCOMPARE(typed(full + "," + near), std::int64_t{-1}); // one for each layer, or it is an error
}

void HuggingFaceFamiliesTest::expertsHaveSizesOfTheirOwn()
{
    const QString keys = R"("model_type": "qwen2_moe", "vocab_size": 10, "hidden_size": 16, "num_hidden_layers": 4,
        "num_attention_heads": 2, "num_key_value_heads": 2, "intermediate_size": 64, "max_position_embeddings": 1,
        "moe_intermediate_size": 8, "shared_expert_intermediate_size": 24, "num_experts": 6, "num_experts_per_tok": 2)";
    const Result<Network> all = familyOf(keys);
    const Result<Network> half = familyOf(keys + R"(, "decoder_sparse_step": 2)");
    const Result<Network> named = familyOf(keys + R"(, "mlp_only_layers": [0, 2])");
    QVERIFY(all.ok() && half.ok() && named.ok());
    const std::int64_t sparse = 6 * 3 * 16 * 8 + 16 * 6 + 3 * 16 * 24 + 16; // experts, router, the shared and its share
    QCOMPARE(all.value().parameters() - half.value().parameters(), std::int64_t{2 * (sparse - 3 * 16 * 64)});
    QCOMPARE(named.value().parameters(), half.value().parameters());
    const std::int64_t computed = 2 * 3 * 16 * 8 + 16 * 6 + 3 * 16 * 24 + 16; // of one position
    QCOMPARE(all.value().macs() - half.value().macs(), std::int64_t{2 * (computed - 3 * 16 * 64)});
}

/// One position: queries of 2 heads of 6 + 2 from 16 features, 4 + 2 features kept for keys, keys of 2 x 6 and values
/// of 2 x 5 out of 4, the output, products with one key, the feed-forward part, the words.
void HuggingFaceFamiliesTest::latentAttentionMultipliesWhatItMakes()
{
    const QString keys = R"("model_type": "deepseek_v2", "vocab_size": 10, "hidden_size": 16, "num_hidden_layers": 1,
        "num_attention_heads": 2, "intermediate_size": 32, "max_position_embeddings": 1, "q_lora_rank": null,
        "kv_lora_rank": 4, "qk_nope_head_dim": 6, "qk_rope_head_dim": 2, "v_head_dim": 5, "n_routed_experts": null)";
    const std::int64_t attention = 16 * 16 + 16 * 6 + 4 * 12 + 4 * 10 + 10 * 16 + 2 * 8 + 2 * 5;
    QCOMPARE(macsOf(keys), std::int64_t{attention + 3 * 16 * 32 + 160});
    const QString latent = QString{keys}.replace(R"("q_lora_rank": null)", R"("q_lora_rank": 3)");
    QCOMPARE(macsOf(latent) - macsOf(keys), std::int64_t{16 * 3 + 3 * 16 - 16 * 16});
}

/// 4 positions of 8 features, 16 inside that remember 2 numbers each: both projections in, a convolution of 4, steps
/// from 1 feature, the state that is read, the projection out, the words.
void HuggingFaceFamiliesTest::stateSpacesMultiplyTheirProducts()
{
    const std::int64_t position = 2 * 8 * 16 + 4 * 16 + 16 * (1 + 2 * 2) + 1 * 16 + 16 * 2 + 16 * 8 + 8 * 10;
    const Result<NetworkSource> source = readFamily(R"("model_type": "mamba", "vocab_size": 10, "hidden_size": 8,
        "num_hidden_layers": 1, "state_size": 2, "time_step_rank": 1)");
    QVERIFY(source.ok());
    const Result<Network> network = Network::create(std::make_shared<const NetworkSource>(source.value()));
    QVERIFY2(network.ok(), network.ok() ? "" : network.error().message.c_str());
    QCOMPARE(network.value().macs(), source.value().defaults.at("sequence") * position);
}

/// 64 of the 100 positions are patches: twice as many words and patches cost the text twice as much in its products
/// with weights.
void HuggingFaceFamiliesTest::textsSeePicturesAsPositions()
{
    const Result<NetworkSource> source = readFamily(R"("model_type": "llava", "text_config": {"model_type": "llama",
        "vocab_size": 10, "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32,
        "max_position_embeddings": 100}, "vision_config": {"model_type": "clip_vision_model", "hidden_size": 8,
        "image_size": 64, "patch_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 16})");
    QVERIFY2(source.ok(), source.ok() ? "" : source.error().message.c_str());
    QCOMPARE(source.value().defaults.at("sequence"), std::int64_t{36});
    const Result<Network> network = Network::create(std::make_shared<const NetworkSource>(source.value()));
    QVERIFY2(network.ok(), network.ok() ? "" : network.error().message.c_str());
    QCOMPARE(network.value().layers().back().outputShape, (Shape{1, 100, 10}));
}

void HuggingFaceFamiliesTest::headsFollowTheArchitecture()
{
    const QString keys = R"("model_type": "qwen3", "vocab_size": 100, "hidden_size": 64, "num_hidden_layers": 1,
        "num_attention_heads": 4, "intermediate_size": 96, "architectures": [)";
    const Result<Network> bare = familyOf(keys + R"("Qwen3Model"])");
    const Result<Network> words = familyOf(keys + R"("Qwen3ForCausalLM"])");
    const Result<Network> classes = familyOf(keys + R"("Qwen3ForSequenceClassification"], "num_labels": 3)");
    const Result<Network> tokens = familyOf(keys + R"("Qwen3ForTokenClassification"], "num_labels": 3)");
    QVERIFY(bare.ok() && words.ok() && classes.ok() && tokens.ok());
    QCOMPARE(words.value().parameters() - bare.value().parameters(), std::int64_t{6400});
    QCOMPARE(classes.value().parameters() - bare.value().parameters(), std::int64_t{3 * 64}); // without a bias
    QCOMPARE(tokens.value().parameters() - bare.value().parameters(), std::int64_t{3 * 64 + 3});
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::HuggingFaceFamiliesTest)
#include "hugging_face_families_test.moc"
