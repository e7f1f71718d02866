#include "app/window/validation_window.h"

#include "session/validate.h"
#include "views/base/number_text.h"
#include "views/base/theme.h"
#include "views/drawing/base/shown_text.h"
#include "views/panels/job_bar.h"
#include "views/panels/table_panel.h"

#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include <cmath>

namespace waferscope {

namespace {

constexpr int kFirstNumber = 6; ///< of the columns: from here on they are aligned right

QString figureText(const std::optional<double>& figure)
{
    return figure ? numberText(*figure, 5) : QStringLiteral("–");
}

/// How far off, as a change: "+13 %".
QString errorText(const ValidatedRow& row)
{
    return row.ratio() ? changeText(*row.ratio() - 1.0) : QStringLiteral("–");
}

QString verdictText(const ValidatedRow& row)
{
    if (!row.predicted)
        return ValidationWindow::tr("not predicted");
    if (row.row.role == RowRole::Report)
        return ValidationWindow::tr("shown only");
    if (row.row.role == RowRole::Fit)
        return row.passes() == false ? ValidationWindow::tr("fitted, missed") : ValidationWindow::tr("fitted");
    return row.passes() == false ? ValidationWindow::tr("missed") : ValidationWindow::tr("met");
}

QString toolTipOf(const ValidatedRow& row)
{
    QString text = shownName(row.row.source);
    for (const std::string& more : {row.row.notes, row.reason})
        if (!more.empty())
            text += QLatin1Char('\n') + shownName(more);
    return text;
}

} // namespace

ValidationWindow::ValidationWindow(std::vector<ValidationRow> rows, QWidget* parent)
    : QDialog(parent)
    , m_rows(std::move(rows))
    , m_summary(new QLabel(this))
    , m_jobs(new JobBar(this))
{
    setObjectName(QStringLiteral("validationWindow"));
    setWindowTitle(tr("Published measurements"));
    resize(1320, 680); // all columns
    m_summary->setObjectName(QStringLiteral("validation.summary"));
    m_summary->setWordWrap(true);
    auto* table = new TablePanel(m_table, Sorting::Off, this);
    table->setObjectName(QStringLiteral("validation.table"));
    table->setAccessibleName(windowTitle());
    auto* column = new QVBoxLayout(this);
    column->setSpacing(kSpace2);
    column->addWidget(m_summary);
    column->addWidget(table, 1);
    column->addWidget(m_jobs);
    connect(&m_predicting, &JobRunner::progressed, m_jobs, &JobBar::setProgress);
    connect(m_jobs, &JobBar::cancelWanted, &m_predicting, &JobRunner::stop);
    Validation measured;
    for (const ValidationRow& row : m_rows)
        measured.rows.push_back({row, std::nullopt, {}});
    fill(measured);
}

void ValidationWindow::predict()
{
    if (m_predicted || m_predicting.isRunning())
        return;
    m_jobs->begin(tr("Predicting published runs"));
    m_predicting.start([rows = m_rows](const JobControl& job) { return validate(rows, job); },
                       [this](const Result<Validation>& validation) {
                           m_jobs->end();
                           m_predicted = validation.ok();
                           if (validation.ok())
                               fill(validation.value());
                       });
}

void ValidationWindow::fill(const Validation& validation)
{
    m_table.clear();
    m_table.setHorizontalHeaderLabels({tr("Run"), tr("Verdict"), tr("Mode"), tr("Release"), tr("Network"),
                                       tr("Quantity"), tr("Measured"), tr("Predicted"), tr("Off by"), tr("Band")});
    for (const ValidatedRow& row : validation.rows)
        addRow(row);
    QStringList parts;
    for (const auto& [mode, error] : validation.meanError())
        parts.append(tr("%1: off by %2 % on average").arg(shownName(mode), QLocale().toString(100.0 * error, 'f', 1)));
    m_summary->setText(parts.isEmpty()
                           ? tr("What others have measured and published. Predictions follow when all runs are mapped.")
                           : parts.join(QStringLiteral("; ")) + QLatin1Char('.'));
}

void ValidationWindow::addRow(const ValidatedRow& row)
{
    const ValidationRow& run = row.row;
    const QString band = QStringLiteral("±%1 %").arg(std::lround(100.0 * run.band));
    QList<QStandardItem*> items;
    for (const QString& text :
         {shownName(run.id), verdictText(row), shownName(run.mode), shownName(run.release), shownName(run.network),
          shownName(run.quantity), figureText(run.measured), figureText(row.predicted), errorText(row), band}) {
        auto* item = new QStandardItem(text);
        item->setEditable(false);
        item->setToolTip(toolTipOf(row));
        if (row.passes() == false) {
            QFont bold = font();
            bold.setBold(true);
            item->setFont(bold);
        }
        if (items.size() >= kFirstNumber)
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        items.append(item);
    }
    m_table.appendRow(items);
}

} // namespace waferscope
