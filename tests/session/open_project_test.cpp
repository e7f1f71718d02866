#include "formats/base/files.h"
#include "formats/base/output_file.h"
#include "formats/machines/machines.h"
#include "formats/networks/model.h"
#include "formats/plan/plan.h"
#include "mapping/map_network.h"
#include "model/evaluate.h"
#include "session/export_batch.h"
#include "session/open_project.h"
#include "session/save_project.h"
#include "tests/test_class.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

namespace waferscope {

/// From a model to a plan on disk and back.
class OpenProjectTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSavedPlanOpensAsItWas_data();
    void aSavedPlanOpensAsItWas();
    void replicasThatAPlanCannotHaveAreRefused();
    void aPlanOfAnotherNetworkIsRefused();
    void aPlanNamesItsNetworkFromWhereItLies();
    void aBatchRunGetsItsFiles();

private:
    static Project mappedProject(const char* model, Mode mode, int replicas = 1)
    {
        const LoadedModel loaded = openModel(model, {}).value();
        MapRequest request;
        request.network = loaded.network;
        request.installation = readInstallation("neocortex-2021").value();
        request.mode = mode;
        request.execution.batch = 64;
        request.execution.replicas = replicas;
        Project project;
        project.reference = loaded.reference;
        project.network = loaded.network;
        project.assumptions =
            std::make_shared<const Assumptions>(shippedAssumptions().with("host_seconds", 0.001).value());
        project.layouts = {mapNetwork(request, *project.assumptions).value().layout};
        return project;
    }
};

void OpenProjectTest::aSavedPlanOpensAsItWas_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<int>("mode");
    QTest::addColumn<int>("replicas");
    QTest::newRow("ResNet-50, pipelined") << "gallery:resnet50" << static_cast<int>(Mode::Pipelined) << 1;
    QTest::newRow("MNIST MLP, eight replicas") << "gallery:mnist-mlp" << static_cast<int>(Mode::Pipelined) << 8;
    QTest::newRow("BERT, streaming") << "gallery:bert-large" << static_cast<int>(Mode::WeightStreaming) << 1;
}

void OpenProjectTest::aSavedPlanOpensAsItWas()
{
    QFETCH(QString, model);
    QFETCH(int, mode);
    QFETCH(int, replicas);
    QTemporaryDir folder;
    const std::string path = folder.filePath("a.waferplan").toStdString();
    const Project project = mappedProject(model.toUtf8().constData(), static_cast<Mode>(mode), replicas);
    const std::string text = writePlan(planOf(project));
    QVERIFY(writeFile(path, text).ok());
    QVERIFY(isPlan(path));

    const auto opened = openPlan(path);
    QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().message.c_str());
    QCOMPARE(writePlan(planOf(opened.value())), text);
    const Layout& before = *project.layouts[0];
    const Layout& after = *opened.value().layouts[0];
    QVERIFY(before.arrangement() == after.arrangement());
    QVERIFY(before.execution() == after.execution());
    QCOMPARE(evaluate(after, *opened.value().assumptions).step, evaluate(before, *project.assumptions).step);
}

/// One sentence for each; a plan that says nothing of replicas has one.
void OpenProjectTest::replicasThatAPlanCannotHaveAreRefused()
{
    const Plan good = planOf(mappedProject("gallery:mnist-mlp", Mode::Pipelined, 2));
    const auto refusal = [](const Plan& plan) { return QString::fromStdString(projectOf(plan, "").error().message); };
    Plan plan = good;
    plan.layouts[0].execution.replicas = 1'000'000;
    QCOMPARE(refusal(plan),
             QStringLiteral("The plan's layout \"pipelined\" has 1000000 replicas of 3 kernels, but places only 6."));
    plan = good;
    plan.layouts[0].execution.batch = 65;
    QVERIFY(refusal(plan).contains("but 65 samples a step cannot be shared evenly by 2 replicas; 64 and 66 can."));
    plan = planOf(mappedProject("gallery:mnist-mlp", Mode::WeightStreaming));
    plan.layouts[0].execution.replicas = 2;
    QVERIFY(refusal(plan).contains("has 2 replicas, which only pipelined layouts can have."));

    std::string text = writePlan(planOf(mappedProject("gallery:mnist-mlp", Mode::Pipelined)));
    const std::string key = "\"replicas\": 1,";
    QVERIFY(text.find(key) != std::string::npos);
    text.erase(text.find(key), key.size());
    QCOMPARE(readPlan(text, "").value().layouts[0].execution.replicas, 1);
    std::string wide = writePlan(good);
    const std::string columns = "\"replica_columns\": ";
    QVERIFY(wide.find(columns) != std::string::npos);
    wide.replace(wide.find(columns) + columns.size(), 1, "3"); // one or two before
    QVERIFY(readPlan(wide, "").error().message.find("expected a number from 1 to 2") != std::string::npos);
}

void OpenProjectTest::aPlanOfAnotherNetworkIsRefused()
{
    Plan plan = planOf(mappedProject("gallery:mnist-mlp", Mode::Pipelined));
    plan.network.hash = "0";
    QVERIFY(projectOf(plan, "").error().message.find("has changed") != std::string::npos);
    QTemporaryDir folder;
    const std::string other = folder.filePath("other.json").toStdString();
    QVERIFY(writeFile(other, "{\"model_type\": \"bert\"}").ok());
    QVERIFY(openPlan(other).error().message.find("is not a plan") != std::string::npos);
    plan = planOf(mappedProject("gallery:mnist-mlp", Mode::Pipelined));
    plan.layouts[0].regions[0].layer = "linear9";
    QVERIFY(projectOf(plan, "").error().message.find("\"linear9\"") != std::string::npos);
    plan = planOf(mappedProject("gallery:mnist-mlp", Mode::Pipelined));
    plan.layouts[0].regions[0].placed.rectangle.width += 1;
    QVERIFY(!projectOf(plan, "").ok());
}

void OpenProjectTest::aPlanNamesItsNetworkFromWhereItLies()
{
    QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkpath("networks"));
    QVERIFY(QDir(folder.path()).mkpath("plans"));
    const std::string network = folder.filePath("networks/net.onnx").toStdString();
    Project project = mappedProject("gallery:mnist-mlp", Mode::Pipelined);
    QVERIFY(writeFile(network, "a file of some kind").ok());
    project.reference.model = network;
    const std::string text = planTextFor(project, folder.filePath("plans/a.waferplan").toStdString());
    QCOMPARE(readPlan(text, "").value().network.model, std::string("../networks/net.onnx"));
}

void OpenProjectTest::aBatchRunGetsItsFiles()
{
    QTemporaryDir folder;
    const Project project = mappedProject("gallery:mnist-mlp", Mode::Pipelined);
    const Evaluation evaluation = evaluate(*project.layouts[0], *project.assumptions);
    const std::string into = folder.filePath("job").toStdString();
    const auto written = exportBatch(project, *project.layouts[0], evaluation, into);
    QVERIFY(written.ok());
    QCOMPARE(written.value().size(), std::size_t{4});
    const std::string script = readFile(into + "/mnist-mlp.sbatch").value();
    QVERIFY(script.find("#SBATCH --gres=cs:cerebras:1\n") != std::string::npos);
    QVERIFY(script.find("#SBATCH --ntasks=2\n") != std::string::npos); // a chief and one worker
    QVERIFY(script.find('@') == std::string::npos); // every mark is filled
    QVERIFY(readFile(into + "/mnist-mlp.yaml").value().find("batch_size: 64\n") != std::string::npos);
    QVERIFY(openPlan(into + "/mnist-mlp.waferplan").ok());
    QVERIFY(readFile(into + "/report.html").value().find("<h1>mnist-mlp on ") != std::string::npos);

    Evaluation illegal = evaluation;
    illegal.violations.emplace_back(KernelsOverlap{KernelId{0}, KernelId{1}, {}});
    const Error refused = exportBatch(project, *project.layouts[0], illegal, into).error();
    QVERIFY(refused.code == ErrorCode::DoesNotFit);
    QVERIFY(refused.message.ends_with(" overlaps " + project.layouts[0]->graph()->kernels()[1].name + "."));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::OpenProjectTest)
#include "open_project_test.moc"
