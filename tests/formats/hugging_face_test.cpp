#include "formats/hugging_face/hugging_face.h"
#include "tests/test_class.h"

#include "core/network/network.h"

#include <QTest>

namespace waferscope {

/// Counts that follow from each architecture's published definition, on texts of our own.
class HuggingFaceTest : public QObject {
    Q_OBJECT

private slots:
    void countsAreTheArchitectures_data();
    void countsAreTheArchitectures();
    void expertsCountAsParametersAndComputeWhenRouted();
    void takesSequenceAndPrecision();
    void recognisesByContent();
    void defaultsOfTheLibraryAreTakenAndSaid();
    void readsWhatPythonWrites_data();
    void readsWhatPythonWrites();
    void troubleIsOneSentence_data();
    void troubleIsOneSentence();
};

namespace {

Result<NetworkSource> read(const QString& keys)
{
    return readHuggingFace("{" + keys.toStdString() + "}", "config.json");
}

Result<Network> networkOf(const QString& keys)
{
    WAFERSCOPE_TRY(NetworkSource source, read(keys));
    return Network::create(std::make_shared<const NetworkSource>(std::move(source)));
}

} // namespace

static void row(const char* name, const char* keys, qint64 parameters)
{
    QTest::newRow(name) << QString{keys} << parameters;
}

/// Encoders with decoders, and those of pictures and proteins.
static void addPairsAndPictures()
{
    row("t5", R"("model_type": "t5", "vocab_size": 32128, "d_model": 512, "d_kv": 64, "d_ff": 2048, "num_layers": 6,
        "num_heads": 8)",
        60506624);
    row("t5, gated and untied", R"("model_type": "t5", "vocab_size": 32128, "d_model": 512, "d_kv": 64, "d_ff": 1024,
        "num_layers": 8, "num_heads": 6, "feed_forward_proj": "gated-gelu", "tie_word_embeddings": false)",
        76961152);
    // T5-Base, and in 6 + 6 layers seven experts more and a router of 8 x 768.
    row("switch", R"("model_type": "switch_transformers", "d_model": 768, "d_kv": 64, "d_ff": 3072, "num_layers": 12,
        "num_heads": 12, "num_sparse_encoder_layers": 6, "num_sparse_decoder_layers": 6, "num_experts": 8)",
        222903552 + 12LL * (7 * 2 * 768 * 3072 + 8 * 768));
    row("pegasus", R"("model_type": "pegasus", "vocab_size": 96103, "d_model": 1024, "encoder_layers": 16,
        "decoder_layers": 16, "encoder_ffn_dim": 4096, "decoder_ffn_dim": 4096)",
        568699904);
    row("bart", R"("model_type": "bart", "architectures": ["BartModel"])", 406291456);
    row("vit, pooler", R"("model_type": "vit")", 86389248);
    row("vit, classes", R"("model_type": "vit", "architectures": ["ViTForImageClassification"], "num_labels": 1000)",
        86567656);
    row("esm, rotary", R"("model_type": "esm", "architectures": ["EsmForMaskedLM"], "vocab_size": 33,
        "hidden_size": 1280, "num_hidden_layers": 33, "num_attention_heads": 20, "intermediate_size": 5120,
        "position_embedding_type": "rotary")",
        651042593);
}

void HuggingFaceTest::countsAreTheArchitectures_data()
{
    QTest::addColumn<QString>("keys");
    QTest::addColumn<qint64>("parameters");
    const QString bert = R"("model_type": "bert", "vocab_size": 30522, "hidden_size": 768, "num_hidden_layers": 12,
        "num_attention_heads": 12, "intermediate_size": 3072)";
    QTest::newRow("bert, pooler") << bert << qint64{109482240};
    QTest::newRow("bert, masked words") << bert + R"(, "architectures": ["BertForMaskedLM"])" << qint64{109514298};
    // The words' table once more.
    QTest::newRow("bert, untied") << bert + R"(, "architectures": ["BertForMaskedLM"], "tie_word_embeddings": false)"
                                  << qint64{109514298 + 30522 * 768};
    QTest::newRow("bert, both heads") << bert + R"(, "architectures": ["BertForPreTraining"])" << qint64{110106428};
    QTest::newRow("bert, three classes") << bert
            + R"(, "architectures": ["BertForSequenceClassification"], "num_labels": 3)"
                                         << qint64{109484547};
    row("roberta", R"("model_type": "roberta", "vocab_size": 50265, "hidden_size": 768, "num_hidden_layers": 12,
        "num_attention_heads": 12, "intermediate_size": 3072, "max_position_embeddings": 514, "type_vocab_size": 1)",
        124645632);
    row("gpt2", R"("model_type": "gpt2", "vocab_size": 50257, "n_embd": 768, "n_layer": 12, "n_head": 12,
        "n_positions": 1024, "n_inner": null)",
        124439808);
    row("gpt_neo", R"("model_type": "gpt_neo", "vocab_size": 50257, "hidden_size": 768, "num_layers": 12,
        "num_heads": 12, "max_position_embeddings": 2048)",
        125198592);
    row("gpt_neox", R"("model_type": "gpt_neox", "vocab_size": 50304, "hidden_size": 512, "num_hidden_layers": 6,
        "num_attention_heads": 8, "intermediate_size": 2048, "rotary_pct": 0.25)",
        70426624);
    row("gptj", R"("model_type": "gptj", "vocab_size": 50400, "n_embd": 4096, "n_layer": 28, "n_head": 16,
        "rotary_dim": 64)",
        6050882784);
    row("llama, shared keys", R"("model_type": "llama", "vocab_size": 128256, "hidden_size": 4096,
        "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8, "intermediate_size": 14336)",
        8030261248);
    row("qwen2, tied", R"("model_type": "qwen2", "vocab_size": 151936, "hidden_size": 896, "num_hidden_layers": 24,
        "num_attention_heads": 14, "num_key_value_heads": 2, "intermediate_size": 4864, "tie_word_embeddings": true)",
        494032768);
    row("mixtral", R"("model_type": "mixtral", "vocab_size": 32000, "hidden_size": 4096, "num_hidden_layers": 32,
        "num_attention_heads": 32, "num_key_value_heads": 8, "intermediate_size": 14336, "num_local_experts": 8)",
        46702792704);
    row("bloom", R"("model_type": "bloom", "vocab_size": 250880, "hidden_size": 1024, "n_layer": 24, "n_head": 16)",
        559214592);
    row("falcon, one key head", R"("model_type": "falcon", "vocab_size": 65024, "hidden_size": 4544,
        "num_hidden_layers": 32, "num_attention_heads": 71)",
        6921720704);
    row("falcon, in turn", R"("model_type": "falcon", "vocab_size": 50304, "hidden_size": 2048,
        "num_hidden_layers": 24, "num_attention_heads": 32, "multi_query": false, "parallel_attn": false,
        "bias": true, "alibi": true)",
        1311625216);
    row("falcon, new", R"("model_type": "falcon", "vocab_size": 65024, "hidden_size": 8192, "num_hidden_layers": 60,
        "num_attention_heads": 128, "num_kv_heads": 8, "new_decoder_architecture": true)",
        41303293952);
    addPairsAndPictures();
}

void HuggingFaceTest::countsAreTheArchitectures()
{
    QFETCH(QString, keys);
    QFETCH(qint64, parameters);
    const Result<Network> network = networkOf(keys + R"(, "a_key_of_tomorrow": [1, {"a": null}])");
    QVERIFY2(network.ok(), network.ok() ? "" : network.error().message.c_str());
    QCOMPARE(qint64{network.value().parameters()}, parameters);
    QVERIFY(network.value().macs() > 0);
    for (const ImportIssue& issue : network.value().issues())
        QVERIFY2(issue.severity == IssueSeverity::Note, issue.message.c_str());
}

void HuggingFaceTest::expertsCountAsParametersAndComputeWhenRouted()
{
    const QString keys = R"("model_type": "mixtral", "vocab_size": 10, "hidden_size": 16, "num_hidden_layers": 1,
        "num_attention_heads": 2, "intermediate_size": 32, "max_position_embeddings": 4, "num_experts_per_tok": 2)";
    const Result<Network> four = networkOf(keys + R"(, "num_local_experts": 4)");
    const Result<Network> eight = networkOf(keys + R"(, "num_local_experts": 8)");
    QVERIFY(four.ok() && eight.ok());
    QCOMPARE(eight.value().parameters() - four.value().parameters(), std::int64_t{4LL * (3 * 16 * 32 + 16)});
    QCOMPARE(eight.value().macs() - four.value().macs(), std::int64_t{4LL * 4 * 16}); // the router's, of 4 positions
}

void HuggingFaceTest::takesSequenceAndPrecision()
{
    const Result<NetworkSource> source = read(R"("model_type": "gpt2", "vocab_size": 9, "n_embd": 8, "n_layer": 1,
        "n_head": 2, "n_positions": 77, "torch_dtype": "bfloat16")");
    QVERIFY(source.ok());
    QCOMPARE(source.value().defaults.at("sequence"), std::int64_t{77});
    QVERIFY(source.value().training.precision == Precision::Fp16);
    QVERIFY(!source.value().training.batch && !source.value().training.optimizer);
}

void HuggingFaceTest::recognisesByContent()
{
    QVERIFY(looksLikeHuggingFace(rootKeys(" \n{\"model_type\": \"bert\"}")));
    QVERIFY(looksLikeHuggingFace(rootKeys("{\"architectures\": []}")));
    QVERIFY(!looksLikeHuggingFace(rootKeys("{\"waferscope_plan\": 1}")));
    QVERIFY(!looksLikeHuggingFace(rootKeys("{\"a\": {\"model_type\": \"bert\"}}")));
    QVERIFY(!looksLikeHuggingFace(rootKeys("model_type: bert")));
    QVERIFY(!looksLikeHuggingFace(rootKeys("")));
}

/// BERT-Base is what the library makes of no keys at all.
void HuggingFaceTest::defaultsOfTheLibraryAreTakenAndSaid()
{
    const Result<Network> network = networkOf(R"("model_type": "bert")");
    QVERIFY(network.ok());
    QCOMPARE(network.value().parameters(), std::int64_t{109482240});
    const std::vector<ImportIssue>& issues = network.value().issues();
    QVERIFY(std::any_of(issues.begin(), issues.end(), [](const ImportIssue& issue) {
        return issue.message.find("does not give hidden_size; 768 is taken") != std::string::npos;
    }));
}

void HuggingFaceTest::readsWhatPythonWrites_data()
{
    QTest::addColumn<QString>("keys");
    QTest::newRow("infinity") << R"("vocab_size": 10, "time_step_limit": [0.0, Infinity, -Infinity])";
    QTest::newRow("not a number") << R"("vocab_size": 10, "loss_scale": NaN, "a text": "NaN, -Infinity")";
    QTest::newRow("a float that is whole") << R"("vocab_size": 10.0)";
    QTest::newRow("an exponent") << R"("vocab_size": 1.0e1)";
}

void HuggingFaceTest::readsWhatPythonWrites()
{
    QFETCH(QString, keys);
    const QString rest = R"(, "model_type": "gpt2", "n_embd": 8, "n_layer": 1, "n_head": 2, "n_positions": 4)";
    const Result<Network> network = networkOf(keys + rest);
    QVERIFY2(network.ok(), network.ok() ? "" : network.error().message.c_str());
    QCOMPARE(network.value().parameters(), std::int64_t{14 * 8 + (12 * 64 + 13 * 8) + 16});
}

void HuggingFaceTest::troubleIsOneSentence_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const char* text, const char* message) {
        QTest::newRow(name) << QString{text} << QString{message};
    };
    const auto sized = [&](const char* name, const char* size, const char* message) {
        const QString text = R"({"model_type": "gpt2", "vocab_size": 9, "n_embd": %1, "n_layer": 1, "n_head": 2})";
        QTest::newRow(name) << text.arg(size) << QString{message};
    };
    row("truncated", R"({"model_type": "bert", "vocab_)", "'config.json' ends early, in line 1, at byte");
    row("a list", R"(["model_type"])", "expected a JSON object");
    row("unknown type", R"({"model_type": "tomorrow"})", "model_type: 'tomorrow' is not known, and the keys of its");
    row("no type", R"({"architectures": []})", "model_type: is missing");
    row("type of another kind", R"({"model_type": ["bert"]})", "model_type: expected a text");
    sized("negative", "-8", "n_embd: expected a whole number from 1 to 2^31, not '-8'");
    sized("zero", "0", "n_embd: expected a whole number from 1");
    sized("fraction", "8.5", "not '8.5'");
    sized("a text", R"("eight")", "not 'eight'");
    sized("a list", "[8]", "n_embd: expected a whole number from 1 to 2^31, not a list");
    sized("huge", "99999999999", "not '99999999999'");
    sized("beyond 64 bits", "1e300", "n_embd: expected a whole number");
    sized("beyond double", "1e999", "'config.json' holds a number that is out of range");
    sized("not a number", "NaN", "n_embd: expected a whole number from 1 to 2^31, not 'NaN'");
    sized("without end", "-Infinity", "not '-Infinity'");
    sized("odd", "7", "'heads': must divide the 7 features");
    row("too many layers", R"({"model_type": "gpt2", "vocab_size": 9, "n_embd": 8, "n_layer": 2000000000,
        "n_head": 2})",
        "more than 200,000 operators");
}

void HuggingFaceTest::troubleIsOneSentence()
{
    QFETCH(QString, text);
    QFETCH(QString, message);
    const Result<NetworkSource> source = readHuggingFace(text.toStdString(), "config.json");
    QVERIFY(!source.ok());
    QVERIFY(source.error().code == ErrorCode::InvalidInput);
    QVERIFY2(QString::fromStdString(source.error().message).contains(message), source.error().message.c_str());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::HuggingFaceTest)
#include "hugging_face_test.moc"
