#pragma once

#include <QAbstractSpinBox>

namespace waferscope {

/// A whole number that may be left out: the placeholder then says what holds. Any text can be typed, so that nothing is
/// lost; arrow keys and wheel step numbers.
class CountBox : public QAbstractSpinBox {
    Q_OBJECT
public:
    explicit CountBox(qint64 least, QWidget* parent = nullptr);

    void setUsual(const QString& text); ///< what holds where nothing is given
    void stepBy(int steps) override;
    QValidator::State validate(QString& text, int& position) const override;

Q_SIGNALS:
    void textEdited(const QString& text); ///< by the person

protected:
    [[nodiscard]] StepEnabled stepEnabled() const override { return StepUpEnabled | StepDownEnabled; }
    void wheelEvent(QWheelEvent* event) override;

private:
    qint64 m_least;
};

} // namespace waferscope
