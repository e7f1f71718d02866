#include "app/jobs/opener.h"

#include "formats/machines/machines.h"
#include "model/evaluate.h"
#include "tests/test_class.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <filesystem>
#include <fstream>

namespace waferscope {

/// Opening and mapping as jobs of the window.
class OpenerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theBestSoFarIsHeardOf();
    void aFileWhoseNameIsNoUtf8Opens();
};

/// On the window's thread, legal, with the figures that evaluating it anew gives, and before the job has ended.
void OpenerTest::theBestSoFarIsHeardOf()
{
    LayoutEvaluator evaluator;
    Document document([&evaluator](const std::shared_ptr<const Layout>& layout,
                                   const std::shared_ptr<const Assumptions>& assumptions,
                                   LayoutState state) { return evaluator.evaluationOf(layout, assumptions, state); });
    Opener opener(document, evaluator);
    opener.setDefaults(readInstallation("cs1").value(), {});
    std::vector<MappedLayout> heard;
    connect(&opener, &Opener::improved, &document, [&](const MappedLayout& best) {
        QCOMPARE(QThread::currentThread(), document.thread());
        QVERIFY(opener.isBusy());
        heard.push_back(best);
    });
    const QSignalSpy failed(&opener, &Opener::failed);
    opener.open(QStringLiteral("gallery:resnet50"));
    QTRY_VERIFY_WITH_TIMEOUT(!opener.isBusy(), 120000);
    QVERIFY(failed.isEmpty() && !document.isEmpty());
    QVERIFY(!heard.empty());
    for (const MappedLayout& best : heard) {
        QVERIFY(best.evaluation->legal());
        const Evaluation again = evaluate(*best.layout, *document.project()->assumptions);
        QVERIFY(again.legal());
        QCOMPARE(again.numbers.samples.count(), best.evaluation->numbers.samples.count());
    }
}

/// The window's texts are Unicode, so that it has the name with U+FFFD in it.
void OpenerTest::aFileWhoseNameIsNoUtf8Opens()
{
    const QTemporaryDir folder;
    const std::string path = folder.path().toStdString() + "/caf\xE9.yaml";
    std::ofstream{path} << "title: t\ndescription: d\ncitation: c\nsizes: {batch: 1}\n"
                           "inputs: [{name: x, type: float32, shape: [batch, 64]}]\n"
                           "blocks:\n  - {block: mlp, sizes: 64-32, activation: relu}\n";
    LayoutEvaluator evaluator;
    Document document([&evaluator](const std::shared_ptr<const Layout>& layout,
                                   const std::shared_ptr<const Assumptions>& assumptions,
                                   LayoutState state) { return evaluator.evaluationOf(layout, assumptions, state); });
    Opener opener(document, evaluator);
    opener.setDefaults(readInstallation("cs1").value(), {});
    const QSignalSpy failed(&opener, &Opener::failed);
    opener.open(QString::fromStdString(path));
    QTRY_VERIFY_WITH_TIMEOUT(!opener.isBusy(), 120000);
    std::filesystem::remove(path); // Qt, which clears the folder away, could not name it
    QVERIFY2(failed.isEmpty() && !document.isEmpty(), failed.isEmpty() ? "" : qPrintable(failed[0][0].toString()));
    QCOMPARE(document.project()->network->name(), std::string("caf\xEF\xBF\xBD"));
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QCoreApplication, waferscope::OpenerTest)
#include "opener_test.moc"
