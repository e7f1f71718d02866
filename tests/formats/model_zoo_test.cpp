#include "formats/model_zoo/model_zoo.h"
#include "tests/test_class.h"

#include "core/network/network.h"

#include <QTest>

namespace waferscope {

/// Both styles of the Model Zoo's parameter files, on texts of our own.
class ModelZooTest : public QObject {
    Q_OBJECT

private slots:
    void countsAreTheFamilies_data();
    void countsAreTheFamilies();
    void bothStylesAreOneNetwork();
    void takesOverTheTraining_data();
    void takesOverTheTraining();
    void notesWhatItFillsIn();
    void recognisesByContent();
    void troubleIsOneSentence_data();
    void troubleIsOneSentence();
};

namespace {

/// The older style, of "key: value" pairs joined by commas.
std::string older(const QString& model, const QString& data = "batch_size: 4")
{
    return ("train_input: {" + data + "}\nmodel: {" + model + "}\n").toStdString();
}

Result<Network> networkOf(const std::string& text)
{
    WAFERSCOPE_TRY(NetworkSource source, readModelZoo(text, "params.yaml"));
    return Network::create(std::make_shared<const NetworkSource>(std::move(source)));
}

const char* const kSmallGpt = "hidden_size: 8, num_hidden_layers: 2, num_heads: 2, filter_size: 16, vocab_size: 10, "
                              "max_position_embeddings: 6";

/// Two layers of kSmallGpt with biases, and the norm behind them.
constexpr qint64 kSmallLayers = 2 * (4 * (64 + 8) + 2 * 128 + 16 + 8 + 4 * 8) + 16;

} // namespace

void ModelZooTest::countsAreTheFamilies_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<qint64>("parameters");
    const QString gpt{kSmallGpt};
    QTest::newRow("gpt2") << gpt << qint64{16 * 8} + kSmallLayers;
    QTest::newRow("gpt3 by name") << "name: gpt3, " + gpt << qint64{16 * 8} + kSmallLayers;
    QTest::newRow("gpt2, untied with bias") << gpt + ", share_embedding_weights: False, use_bias_in_output: True"
                                            << qint64{16 * 8 + 80 + 10} + kSmallLayers;
    QTest::newRow("gpt2, fixed positions") << gpt + ", position_embedding_type: fixed" << qint64{80} + kSmallLayers;
    QTest::newRow("gpt2, one key group") << gpt
            + ", attention_module: multiquery_attention, extra_attention_params: {num_kv_groups: 1}"
                                         << qint64{16 * 8} + kSmallLayers - 2 * 2 * (32 + 4);
    QTest::newRow("experts") << "name: mixtral, moe: {num_experts: 4, top_k: 2}, " + gpt
                             << qint64{16 * 8} + kSmallLayers + 2 * (3 * (256 + 16 + 8) + 4 * 8);
    QTest::newRow("gptj") << gpt + ", position_embedding_type: rotary" << qint64{80} + kSmallLayers - 2 * (4 * 8 + 16);
    QTest::newRow("llama") << "name: llama, norm_type: rmsnorm, nonlinearity: swiglu, position_embedding_type: rotary, "
                              "use_projection_bias_in_attention: no, use_ffn_bias_in_attention: no, use_ffn_bias: no, "
                              "share_embedding_weights: no, "
            + gpt << qint64{2 * 80 + 2 * (4 * 64 + 3 * 128 + 16) + 8};
    // Two segments, a norm on the embeddings, the pooler and two classes, the transform and the words' bias.
    QTest::newRow("bert") << gpt + ", encoder_nonlinearity: gelu"
                          << qint64{16 * 8 + 16 + 16} + kSmallLayers - 16 + (72 + 18) + (72 + 16 + 10);
    QTest::newRow("bert, untied") << gpt + ", encoder_nonlinearity: gelu, share_embedding_weights: False"
                                  << qint64{16 * 8 + 16 + 16} + kSmallLayers - 16 + (72 + 18) + (72 + 16 + 80 + 10);
    QTest::newRow("roberta") << gpt + ", disable_nsp: True" << qint64{16 * 8 + 16} + kSmallLayers - 16 + (72 + 16 + 10);
    QTest::newRow("esm2") << "name: esm2, use_final_layer_norm: true, " + gpt
                          << qint64{80} + kSmallLayers + (72 + 16 + 10);
    const QString pair =
        "src_vocab_size: 10, d_model: 8, d_kv: 3, num_heads: 2, d_ff: 16, encoder_num_hidden_layers: 2";
    constexpr qint64 kPart = 4 * 8 * 6; // queries, keys, values and output, from and to 6 features
    QTest::newRow("t5") << pair + ", extra_ids: 2, position_embedding_type: relative"
                        << qint64{12 * 8 + 2 * 64} + 2 * (3 * kPart + 2 * 256 + 5 * 8) + 2 * 8;
    QTest::newRow("translation") << pair
            + ", name: transformer, norm_type: layernorm, use_ffn_bias: true, "
              "use_pre_encoder_decoder_layer_norm: false, position_embedding_type: fixed"
                                 << qint64{80} + 2 * (3 * kPart + 2 * (256 + 24) + 5 * 16) + 2 * 16;
    QTest::newRow("unet") << "encoder_filters: [4, 8], decoder_filters: [4], loss: bce"
                          << qint64{9 * (4 + 16) + 16 + 9 * (32 + 64) + 32 + 4 * 32 + 9 * (32 + 16) + 16 + 4};
    QTest::newRow("digits") << "depth: 2, hidden_size: 50" << qint64{785 * 50 + 51 * 50 + 51 * 10};
    QTest::newRow("dit") << "name: dit, hidden_size: 1152, num_hidden_layers: 28, num_heads: 16, filter_size: 4608, "
                            "patch_size: [2, 2], vae: {latent_size: [32, 32], latent_channels: 4}"
                         << qint64{675129632 - 256 * 1152}; // the published count but for the fixed positions
}

void ModelZooTest::countsAreTheFamilies()
{
    QFETCH(QString, model);
    QFETCH(qint64, parameters);
    const Result<Network> network = networkOf(older(model + ", a_key_of_tomorrow: {a: [1, 2]}"));
    QVERIFY2(network.ok(), network.ok() ? "" : network.error().message.c_str());
    QCOMPARE(qint64{network.value().parameters()}, parameters);
    QVERIFY(network.value().macs() > 0);
}

void ModelZooTest::bothStylesAreOneNetwork()
{
    const std::string newer = "trainer:\n  init:\n    model: {name: gpt2, " + std::string{kSmallGpt} + "}\n";
    const Result<Network> one = networkOf(older(kSmallGpt));
    const Result<Network> other = networkOf(newer);
    const Result<Network> listed =
        networkOf("trainer:\n- trainer:\n    init:\n      model: {" + std::string{kSmallGpt} + "}\n");
    QVERIFY(one.ok() && other.ok() && listed.ok());
    QCOMPARE(one.value().parameters(), other.value().parameters());
    QCOMPARE(one.value().macs(), other.value().macs());
    QCOMPARE(one.value().macs(), listed.value().macs());
}

void ModelZooTest::takesOverTheTraining_data()
{
    QTest::addColumn<QString>("rest");
    QTest::addColumn<int>("batch"); // 0: absent
    QTest::addColumn<int>("optimizer"); // -1: absent
    QTest::addColumn<int>("precision");
    const auto row = [](const char* name, const char* rest, int batch, int optimizer, int precision) {
        QTest::newRow(name) << QString{rest} << batch << optimizer << precision;
    };
    const int adam = static_cast<int>(Optimizer::Adam);
    row("older", "train_input: {batch_size: 32}\noptimizer: {optimizer_type: AdamW}\nmodel: {mixed_precision: True, ",
        32, adam, static_cast<int>(Precision::Fp16));
    row("older, momentum", "optimizer: {optimizer_type: SGD, momentum: 0.9}\nmodel: {mixed_precision: False, ", 0,
        static_cast<int>(Optimizer::Momentum), static_cast<int>(Precision::Fp32));
    row("older, no momentum", "optimizer: {optimizer_type: sgd, momentum: 0.0}\nmodel: {", 0,
        static_cast<int>(Optimizer::Sgd), -1);
    row("newer",
        "trainer:\n  fit: {train_dataloader: {batch_size: 528}}\n  init:\n    optimizer: {AdamW: {eps: 1.0e-8}}\n"
        "    precision: {enabled: true, fp16_type: cbfloat16}\n    model: {",
        528, adam, static_cast<int>(Precision::Fp16));
    row("newer, another optimizer", "trainer:\n  init:\n    optimizer: {AdaFactor: {}}\n    model: {", 0, -1, -1);
    row("merged", "base: &base {batch_size: 7}\ntrain_input: {<<: *base}\nmodel: {", 7, -1, -1);
}

void ModelZooTest::takesOverTheTraining()
{
    QFETCH(QString, rest);
    QFETCH(int, batch);
    QFETCH(int, optimizer);
    QFETCH(int, precision);
    const Result<NetworkSource> source = readModelZoo(rest.toStdString() + kSmallGpt + "}\n", "params.yaml");
    QVERIFY2(source.ok(), source.ok() ? "" : source.error().message.c_str());
    const TrainingSettings& training = source.value().training;
    QCOMPARE(static_cast<int>(training.batch.value_or(0)), batch);
    QCOMPARE(training.optimizer ? static_cast<int>(*training.optimizer) : -1, optimizer);
    QCOMPARE(training.precision ? static_cast<int>(*training.precision) : -1, precision);
    QCOMPARE(source.value().defaults.at("sequence"), std::int64_t{6});
    QCOMPARE(source.value().defaults.at("batch"), std::int64_t{1});
}

void ModelZooTest::notesWhatItFillsIn()
{
    const Result<NetworkSource> source =
        readModelZoo(older("name: gpt2, hidden_size: 768, num_hidden_layers: 1"), "params.yaml");
    QVERIFY(source.ok());
    const auto says = [&](const char* words) {
        return std::any_of(source.value().issues.begin(), source.value().issues.end(), [&](const ImportIssue& issue) {
            return issue.severity == IssueSeverity::Note && issue.message.find(words) != std::string::npos;
        });
    };
    QVERIFY(says("vocab_size; 50257 is taken"));
    QVERIFY(says("tied to the embedding"));
    QVERIFY(!says("hidden_size"));
}

void ModelZooTest::recognisesByContent()
{
    const auto isZoo = [](std::string_view text) { return looksLikeModelZoo(rootKeys(text)); };
    QVERIFY(isZoo("# a comment\ntrainer:\n  init:\n"));
    QVERIFY(isZoo("train_input:\n  batch_size: 1\nmodel:\n  depth: 1\n"));
    QVERIFY(isZoo("model:\n  depth: 1\n"));
    QVERIFY(!isZoo("model: a/path.onnx\n"));
    QVERIFY(!isZoo("{\"version\": \"1.0\", \"model\": {\"type\": \"BPE\", \"vocab\": {\"depth\": 1}}}")); // a tokenizer
    QVERIFY(!isZoo("other:\n  trainer:\n    init:\n"));
    QVERIFY(!isZoo(""));
}

void ModelZooTest::troubleIsOneSentence_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const QString& text, const char* message) {
        QTest::newRow(name) << text << QString{message};
    };
    const auto sized = [](const QString& line) {
        return "train_input:\n  batch_size: 4\nmodel:\n  num_hidden_layers: 1\n  num_heads: 2\n  " + line + "\n";
    };
    row("not YAML", "trainer: [", "params.yaml:");
    row("no model", "trainer:\n  fit: 3\n", "expected keys and values under model");
    row("model of another kind", "trainer: {init: {model: [1]}}", "expected keys and values under model");
    row("unknown name", "trainer: {init: {model: {name: mamba, state_size: 4}}}",
        "'mamba' is no known family; keys found: name, state_size");
    row("no family", "model: {warp: 9}\ntrain_input: {a: 1}",
        "these are the keys of no known family; keys found: warp");
    row("negative", sized("hidden_size: -8"), "params.yaml:6: hidden_size: expected a whole number from 1 to 2^31");
    row("not a number", sized("hidden_size: .nan"), "params.yaml:6: hidden_size: expected");
    row("a list", sized("hidden_size: {a: 1}"), "not a list or keys and values");
    row("huge", sized("hidden_size: 9999999999999"), "not '9999999999999'");
    row("batch", "train_input: {batch_size: none at all}\nmodel: {" + QString{kSmallGpt} + "}",
        "params.yaml:1: batch_size: expected a whole number");
    row("flag", "optimizer:\nmodel: {use_ffn_bias: perhaps, " + QString{kSmallGpt} + "}", "expected true or false");
    row("heads", "optimizer:\nmodel: {hidden_size: 7, num_hidden_layers: 1, num_heads: 2}", "must divide the 7");
    row("filters", "optimizer:\nmodel: {encoder_filters: [4, -8], decoder_filters: [4]}", "encoder_filters: expected");
}

void ModelZooTest::troubleIsOneSentence()
{
    QFETCH(QString, text);
    QFETCH(QString, message);
    const Result<NetworkSource> source = readModelZoo(text.toStdString(), "params.yaml");
    QVERIFY(!source.ok());
    QVERIFY(source.error().code == ErrorCode::InvalidInput);
    QVERIFY2(QString::fromStdString(source.error().message).contains(message), source.error().message.c_str());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ModelZooTest)
#include "model_zoo_test.moc"
